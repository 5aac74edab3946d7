import { z } from "zod";
import { ENGINES } from "@/lib/domain/dream";
import { consideredView, dreamView, usageView } from "@/lib/domain/views";
import { startDreamSchema } from "@/lib/schemas/dream";
import { operation, pageOf } from "@/lib/schemas/operation";
import { idParams, pageQuery } from "@/lib/schemas/params";

const estimateView = z.object({
  store_id: z.string(),
  engine: z.enum(ENGINES),
  estimate: usageView,
  transcripts: z.int().min(0).describe("How many it would read."),
  known: z.int().min(0).describe("Of them, those that were read before in the same way and cost nothing again."),
  unpriced: z.array(z.string()).describe("Models without a price: what they cost is not in `usd`."),
  basis: z
    .enum(["counted", "rough"])
    .describe(
      "`counted`: the input by the API's own counter, on a sample; `rough`: by the length of the text. The output is a guess either way.",
    ),
});

const candidateView = consideredView.extend({ position: z.int().min(0).describe("Place among the dream's candidates, from 0.") });

export const dreamOperations = {
  startDream: operation({
    method: "POST",
    path: "/stores/{id}/dreams",
    summary: "Starts a dream over a store's unread transcripts, or over those that are named.",
    about:
      "A dream ends in a proposal (`completed`), in `nothing_to_change` with the reason, `failed` or `canceled`. Wait for it with [its events](#watchDream) or ask for [it](#getDream) now and then.",
    permission: "dreams.run",
    params: idParams,
    body: startDreamSchema,
    example: { engine: "local" },
    answers: {
      200: { about: "With `estimate_only`: what it would read and cost. Nothing was started.", json: estimateView },
      202: { about: "The dream, queued.", json: dreamView },
    },
    refusals: {
      conflict: "A dream of this store is running (`details.dream_id` names it), or the store is archived.",
      unprocessable: "The engine is not configured here, or a transcript that is named cannot be read for this store.",
    },
  }),
  listDreams: operation({
    method: "GET",
    path: "/dreams",
    summary: "Lists dreams, newest first.",
    permission: "dreams.read",
    query: pageQuery.extend({ store_id: z.string().max(200).optional(), status: z.string().max(40).optional() }),
    answers: { 200: { about: "A page of dreams.", json: pageOf(dreamView) } },
  }),
  getDream: operation({
    method: "GET",
    path: "/dreams/{id}",
    summary: "One dream: how far it is, what it cost, what it found.",
    permission: "dreams.read",
    params: idParams,
    answers: { 200: { about: "The dream.", json: dreamView } },
  }),
  listConsidered: operation({
    method: "GET",
    path: "/dreams/{id}/considered",
    summary: "Every candidate of a dream, with what became of it and by which rule.",
    permission: "dreams.read",
    params: idParams,
    query: pageQuery.extend({ rule: z.string().max(100).optional().describe("Only those that this rule decided.") }),
    answers: { 200: { about: "A page of candidates.", json: pageOf(candidateView) } },
  }),
  cancelDream: operation({
    method: "POST",
    path: "/dreams/{id}/cancel",
    summary: "Cancels a dream that is queued or running; nothing of it is kept.",
    permission: "dreams.run",
    params: idParams,
    answers: { 200: { about: "The dream.", json: dreamView } },
    refusals: { conflict: "It has already ended." },
  }),
  watchDream: operation({
    method: "GET",
    path: "/dreams/{id}/events",
    summary: "A dream as it goes, as server-sent events.",
    about:
      "Events: `phase` (`{phase, status}`), `progress` (`{done, total}`), `cost` (`{found, usage}`: candidates and what was paid so far), `log` (`{status, at}`) and at its end `dream` with the whole dream; then the stream closes. Who may no longer read it (a key that was revoked, a role that was lowered, a sign-out everywhere) gets `end` (`{reason}`) and nothing more.",
    permission: "dreams.read",
    params: idParams,
    answers: { 200: { about: "The stream.", other: { "text/event-stream": "Server-sent events." } } },
  }),
};

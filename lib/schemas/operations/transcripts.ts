import { z } from "zod";
import { eventView, importResultView, importView, transcriptView } from "@/lib/domain/views";
import { FORMAT_NAMES } from "@/lib/importers/format";
import { operation, pageOf } from "@/lib/schemas/operation";
import { idParams, pageQuery, versionNumber } from "@/lib/schemas/params";
import { line } from "@/lib/schemas/text";
import { excludeSchema, outcomeSchema, transcriptFilterSchema } from "@/lib/schemas/transcript";

const RAW = "Raw bytes are not masked: those that hold secrets are given to an admin only, and that is audited.";
const revision = z.object({ revision: versionNumber.optional().describe("The newest unless told.") });
const bytes = { 200: { about: "The bytes.", other: { "application/octet-stream": "As they came." } } };

export const transcriptOperations = {
  uploadTranscripts: operation({
    method: "POST",
    path: "/agents/{id}/transcripts",
    summary: "Sends sessions of an agent in.",
    about:
      "The body is the file as it is, streamed; `Content-Encoding: gzip` is taken. A session is imported whole or not at all. Sending it again does no harm: equal or shorter is a duplicate, longer is a new revision.\n\nWith the header `Prefer: respond-async` the answer comes as soon as the bytes are kept, and the import goes on by itself.",
    permission: "transcripts.write",
    params: idParams,
    query: z.object({
      format: z
        .enum(["auto", ...FORMAT_NAMES])
        .default("auto")
        .describe("`auto` recognises the format."),
      name: line(500).default("upload").describe("The file's name, for people."),
    }),
    body: "stream",
    takes: {
      "application/json": "One session or an array of them.",
      "application/x-ndjson": "One session, or one record of a session, a line.",
      "text/plain": "The same, as text.",
    },
    example: "session.json",
    answers: {
      200: { about: "What was taken and what was not.", json: importResultView },
      202: {
        about: "With `Prefer: respond-async`: the bytes are kept and will be read.",
        json: z.object({ import_id: z.string() }),
        headers: { location: "Where to ask how far it is.", "preference-applied": "`respond-async`." },
      },
    },
    refusals: {
      too_large: "The body, unpacked or not, is over the limit of this installation.",
      unsupported_format: "No format was recognised; `details.tried` says why each refused.",
      unprocessable: "Nothing could be imported; `details` is the answer with its `errors`.",
      conflict: "The agent is archived, or the import was canceled meanwhile.",
    },
  }),
  listFormats: operation({
    method: "GET",
    path: "/formats",
    summary: "Lists the formats of transcripts that are read.",
    permission: null,
    query: pageQuery,
    answers: { 200: { about: "A page of formats.", json: pageOf(z.object({ name: z.enum(FORMAT_NAMES), description: z.string() })) } },
  }),
  getImport: operation({
    method: "GET",
    path: "/imports/{id}",
    summary: "How far an import is, and at its end what was taken and what was not.",
    about: "A key that may send sessions in may ask too.",
    permission: "transcripts.read",
    params: idParams,
    answers: { 200: { about: "The import.", json: importView } },
  }),
  cancelImport: operation({
    method: "POST",
    path: "/imports/{id}/cancel",
    summary: "Cancels an import that has not ended.",
    about:
      "One that waits ends at once, one that runs between two sessions. What it has imported stays, and its `result` says what that is.",
    permission: "transcripts.write",
    params: idParams,
    answers: { 200: { about: "The import, which may take a moment to stop.", json: importView } },
    refusals: { conflict: "It has already ended." },
  }),
  getImportRaw: operation({
    method: "GET",
    path: "/imports/{id}/raw",
    summary: "The bytes of a whole upload.",
    about: RAW,
    permission: "transcripts.read",
    params: idParams,
    answers: bytes,
  }),
  listTranscripts: operation({
    method: "GET",
    path: "/transcripts",
    summary: "Lists and searches transcripts, newest first.",
    permission: "transcripts.read",
    query: pageQuery.extend(transcriptFilterSchema),
    answers: { 200: { about: "A page of transcripts.", json: pageOf(transcriptView) } },
  }),
  getTranscript: operation({
    method: "GET",
    path: "/transcripts/{id}",
    summary: "One transcript, without its events.",
    permission: "transcripts.read",
    params: idParams,
    answers: { 200: { about: "The transcript.", json: transcriptView } },
  }),
  listEvents: operation({
    method: "GET",
    path: "/transcripts/{id}/events",
    summary: "What happened in a session, in order.",
    permission: "transcripts.read",
    params: idParams,
    query: pageQuery.extend(revision.shape),
    answers: { 200: { about: "A page of events.", json: pageOf(eventView) } },
  }),
  getTranscriptRaw: operation({
    method: "GET",
    path: "/transcripts/{id}/raw",
    summary: "The slice of the upload that is this session.",
    about: `Its lines with their line ends, or its array element from first to last byte. ${RAW}`,
    permission: "transcripts.read",
    params: idParams,
    query: revision,
    answers: bytes,
  }),
  setOutcome: operation({
    method: "POST",
    path: "/transcripts/{id}/outcome",
    summary: "Says how a session went.",
    permission: "outcomes.write",
    params: idParams,
    body: outcomeSchema,
    example: { result: "failed", score: 0, note: "The refund went to the wrong card." },
    answers: { 200: { about: "The transcript.", json: transcriptView } },
  }),
  excludeTranscript: operation({
    method: "POST",
    path: "/transcripts/{id}/exclude",
    summary: "Leaves a session out of dreams.",
    permission: "transcripts.write",
    params: idParams,
    body: excludeSchema,
    example: { reason: "A test run, not a customer." },
    answers: { 200: { about: "The transcript.", json: transcriptView } },
  }),
  includeTranscript: operation({
    method: "DELETE",
    path: "/transcripts/{id}/exclude",
    summary: "Takes a session in again.",
    permission: "transcripts.write",
    params: idParams,
    answers: { 200: { about: "The transcript.", json: transcriptView } },
  }),
};

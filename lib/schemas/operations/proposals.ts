import { z } from "zod";
import { applyResultView, decidedView, proposalSummaryView, proposalView, rebaseResultView } from "@/lib/domain/views";
import { operation, pageOf } from "@/lib/schemas/operation";
import { idParams, pageQuery } from "@/lib/schemas/params";
import { applySchema, decisionsSchema, rejectProposalSchema } from "@/lib/schemas/proposal";

const closed = "The proposal is not open (`details` says what became of it), or its store is archived.";

export const proposalOperations = {
  listProposals: operation({
    method: "GET",
    path: "/proposals",
    summary: "Lists proposals without their changes, newest first.",
    permission: "proposals.read",
    query: pageQuery.extend({ status: z.string().max(40).optional(), store_id: z.string().max(200).optional() }),
    answers: { 200: { about: "A page of proposals.", json: pageOf(proposalSummaryView) } },
  }),
  getProposal: operation({
    method: "GET",
    path: "/proposals/{id}",
    summary: "One proposal with its changes: reason, evidence, findings, risk and decisions of each.",
    permission: "proposals.read",
    params: idParams,
    answers: { 200: { about: "The proposal.", json: proposalView } },
  }),
  decideChanges: operation({
    method: "POST",
    path: "/proposals/{id}/decisions",
    summary: "Accepts, edits, rejects or puts off changes, all or nothing.",
    about:
      "`content` is the text of an edit. A `block` is accepted with a `comment` that says why. An agent's key can never decide. With `batch` they are one group, of low risk and one `batch_rule`, 25 at most. A `client_id` makes a decision safe to send again. With `Prefer: return=minimal` the answer is what changed, not the whole proposal.",
    permission: "proposals.decide",
    params: idParams,
    body: decisionsSchema,
    maxBytes: 64 * 1024 * 1024,
    example: { decisions: [{ change_id: "chg_...", verdict: "accept" }] },
    answers: {
      200: {
        about: "The proposal with the new states. With `Prefer: return=minimal`: what the decisions changed.",
        json: z.union([proposalView, decidedView]),
        headers: { "preference-applied": "`return=minimal`, when the answer is the short one." },
      },
    },
    refusals: {
      conflict: `${closed} Or somebody else decided a change first (\`details.change_id\`, \`by\`, \`verdict\`), or it was brought up to date meanwhile.`,
      unprocessable:
        "A decision cannot be taken (a block without a comment, a change that depends on a rejected one, a group that is none); `details.change_id`.",
    },
  }),
  applyProposal: operation({
    method: "POST",
    path: "/proposals/{id}/apply",
    summary: "Makes the accepted changes the store's next version, in one transaction.",
    about: "It is merged with the head of that moment. What stays undecided moves into a new proposal, with its decisions.",
    permission: "proposals.decide",
    params: idParams,
    body: applySchema,
    example: { message: "Weekly review", undecided: "leave" },
    answers: { 200: { about: "The version that was made, and what became of the proposal.", json: applyResultView } },
    refusals: {
      conflict:
        "Nothing was applied: the proposal is not open, or what accepted changes read or write has moved (`details.conflicts: [{change_id, path, kind}]`).",
    },
  }),
  rebaseProposal: operation({
    method: "POST",
    path: "/proposals/{id}/rebase",
    summary: "Brings a proposal up to date: it is moved to the store's newest version.",
    about:
      "Each change is merged, line by line, with what the memory says now. Decisions stand where nothing moved or the patch is the same text; what merged and reads differently is undecided again; what disagrees is a `conflict` with its three texts, settled by an `edit` or a `reject`. What the memory says already is set aside. Also for a proposal that is `superseded`: it is open again when something is left to decide.",
    permission: "proposals.decide",
    params: idParams,
    answers: { 200: { about: "The proposal against the head, and what became of its changes.", json: rebaseResultView } },
    refusals: { conflict: closed },
  }),
  watchProposal: operation({
    method: "GET",
    path: "/proposals/{id}/events",
    summary: "What happens to a proposal, as server-sent events.",
    about:
      "Event `proposal` (`{status, base_version, head_version, changes, decisions}`), first as it stands, then whenever somebody decides, applies or rebases, or the store's head moves. Read [the proposal](#getProposal) when it is not what you have. Who may no longer read it gets `end` (`{reason}`), and the stream closes.",
    permission: "proposals.read",
    params: idParams,
    answers: { 200: { about: "The stream.", other: { "text/event-stream": "Server-sent events." } } },
  }),
  watchProposals: operation({
    method: "GET",
    path: "/proposals/events",
    summary: "Tells when the lists of proposals or dreams have changed, as server-sent events.",
    about:
      "Event `changed`, without data worth reading: read the lists again. Who may no longer read them gets `end` (`{reason}`), and the stream closes.",
    permission: "proposals.read",
    answers: { 200: { about: "The stream.", other: { "text/event-stream": "Server-sent events." } } },
  }),
  rejectProposal: operation({
    method: "POST",
    path: "/proposals/{id}/reject",
    summary: "Rejects a whole proposal; what was rejected is remembered.",
    permission: "proposals.decide",
    params: idParams,
    body: rejectProposalSchema,
    example: { reason: "These sessions were a load test." },
    answers: { 200: { about: "The proposal.", json: proposalView } },
    refusals: { conflict: closed },
  }),
};

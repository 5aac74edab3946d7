import { z } from "zod";
import { comparisonView, memoryView, memoryWithHistoryView, rollbackPreviewView, storeMemoryView, versionView } from "@/lib/domain/views";
import { onePathQuery, putMemorySchema, removeMemoryQuery, rollbackSchema } from "@/lib/schemas/memory";
import { operation, pageOf } from "@/lib/schemas/operation";
import { idParams, pageQuery, versionNumber } from "@/lib/schemas/params";

const number = z.int().min(1);
const changed = z.boolean().describe("False when everything already read so: then no version was made.");
const madeView = z.object({ version: number, hash: z.string(), changed, memory: memoryWithHistoryView });
const agentVersionView = z.object({ status: z.literal("version"), version: number, transcript_id: z.string() });
const agentWriteView = z.discriminatedUnion("status", [
  z.object({ status: z.literal("noted"), transcript_id: z.string(), event_seq: z.int().min(0) }),
  z.object({ status: z.literal("proposed"), proposal_id: z.string(), transcript_id: z.string() }),
  z.object({ status: z.literal("unchanged"), transcript_id: z.string() }),
]);

export const memoryOperations = {
  getStoreMemory: operation({
    method: "GET",
    path: "/stores/{id}/memory",
    summary: "All memories of a store, at its head or at an earlier version.",
    about: "Ask again with `If-None-Match` and nothing is sent while nothing has changed.",
    permission: "memory.read",
    params: idParams,
    query: z.object({
      version: versionNumber.optional().describe("The head unless told."),
      format: z.enum(["json", "markdown"]).default("json"),
      path_prefix: z.string().max(1_024).optional().describe("Only memories whose path begins so."),
    }),
    answers: {
      200: {
        about: "The memory.",
        json: storeMemoryView,
        other: { "text/markdown": "For a system prompt: a heading with the version, per memory a heading with its path." },
        headers: { ETag: '`"<version>-<hash>"`.', "x-memory-version": "The version." },
      },
      304: { about: "Nothing has changed since the state that `If-None-Match` names." },
    },
  }),
  getMemory: operation({
    method: "GET",
    path: "/stores/{id}/memories",
    summary: "One memory with the texts that it had, 200 at a time.",
    permission: "memory.read",
    params: idParams,
    query: onePathQuery.extend({
      history_before: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe("Only texts that began before this version."),
    }),
    answers: { 200: { about: "The memory.", json: memoryWithHistoryView } },
  }),
  putMemory: operation({
    method: "PUT",
    path: "/stores/{id}/memories",
    summary: "Writes a memory: a person's edit, or an agent's note.",
    about:
      "A person's edit is a new version; pinning takes an admin, and alone makes no version. With an agent's key the policy's `agent_writes` decides: `note` keeps it for later dreams, `gated` takes it through the checks. An agent never writes a protected memory.",
    permission: "memory.write",
    agentPermission: "memory.note",
    params: idParams,
    body: putMemorySchema,
    example: { path: "/preferences/invoices.md", content: "Send invoices as PDF." },
    answers: {
      200: { about: "The memory as it is now; for an agent's key the version that it made.", json: z.union([madeView, agentVersionView]) },
      202: { about: "For an agent's key: it was noted, waits for a person, or says nothing new.", json: agentWriteView },
    },
    refusals: {
      conflict: "It no longer reads as `expected_sha256` says (`details.sha256` is what it is now), the store moved, or it is archived.",
      unprocessable: "The text holds a secret, or breaks a limit of the store.",
    },
  }),
  deleteMemory: operation({
    method: "DELETE",
    path: "/stores/{id}/memories",
    summary: "Removes a memory: a new version, and the removal is remembered.",
    about: "An agent's key cannot remove.",
    permission: "memory.write",
    params: idParams,
    query: removeMemoryQuery,
    answers: {
      200: { about: "The version that it made.", json: z.object({ version: number.nullable(), hash: z.string().nullable() }) },
    },
    refusals: { conflict: "It no longer reads as `expected_sha256` says, or the store is archived." },
  }),
  importMemory: operation({
    method: "POST",
    path: "/stores/{id}/import",
    summary: "Writes Markdown files into a store as one version.",
    about: "What has the same path is replaced, what is not named stays. What the body is, its bytes say.",
    permission: "memory.write",
    params: idParams,
    query: z.object({ name: z.string().max(500).default("memory.md").describe("Names a single file, and with it its path.") }),
    body: "stream",
    takes: {
      "application/zip": "A folder of them.",
      "text/markdown": "One file.",
      "application/gzip": "A folder of them, as tar.gz.",
    },
    example: "memory.zip",
    answers: {
      200: {
        about: "The version that it made, or the head.",
        json: versionView.extend({
          changed,
          files: z.int().min(0).describe("How many files were read."),
          skipped: z.array(z.string()).describe("Names of an archive's files that are not Markdown."),
        }),
      },
    },
    refusals: {
      conflict: "The store is archived.",
      too_large: "The body is over 64 MiB or unpacks to more than a store can hold.",
      unprocessable: "A file holds a secret.",
    },
  }),
  exportMemory: operation({
    method: "GET",
    path: "/stores/{id}/export",
    summary: "All memories of a store as a folder.",
    permission: "memory.read",
    params: idParams,
    query: z.object({ version: versionNumber.optional().describe("The head unless told.") }),
    answers: {
      200: {
        about: "The folder.",
        other: { "application/zip": "A file for each memory." },
        headers: { "x-memory-version": "The version." },
      },
    },
  }),
  listVersions: operation({
    method: "GET",
    path: "/stores/{id}/versions",
    summary: "Lists a store's versions, newest first.",
    permission: "memory.read",
    params: idParams,
    query: pageQuery,
    answers: { 200: { about: "A page of versions.", json: pageOf(versionView) } },
  }),
  getVersion: operation({
    method: "GET",
    path: "/stores/{id}/versions/{n}",
    summary: "One version with its memories.",
    permission: "memory.read",
    params: idParams.extend({ n: versionNumber }),
    answers: { 200: { about: "The version.", json: versionView.extend({ memories: z.array(memoryView) }) } },
  }),
  compareVersions: operation({
    method: "GET",
    path: "/stores/{id}/compare",
    summary: "What differs between any two versions of a store, memory by memory.",
    about: "`from` may be the newer one: then it tells what going back would change.",
    permission: "memory.read",
    params: idParams,
    query: z.object({ from: versionNumber, to: versionNumber }),
    answers: { 200: { about: "The differences; none when both say the same.", json: comparisonView } },
  }),
  rollBack: operation({
    method: "POST",
    path: "/stores/{id}/rollback",
    summary: "Brings an earlier version back as a new one, whole or for some paths.",
    about: "With `preview` nothing is changed, and reading memory is enough.",
    permission: "memory.rollback",
    params: idParams,
    body: rollbackSchema,
    example: { to_version: 12, reason: "What was learned on Tuesday came from one bad session." },
    answers: {
      200: {
        about: "The new version, or the head when it already reads so; with `preview` the changes it would make.",
        json: z.union([versionView.extend({ changed }), rollbackPreviewView]),
      },
    },
    refusals: { conflict: "The head is not `expected_head` (`details.head_version` says what it is), or the store is archived." },
  }),
};

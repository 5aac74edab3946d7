import { gzipSync } from "node:zlib";
import { db, type Tx } from "@/lib/db/client";
import { planApply } from "@/lib/domain/apply";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import type { DraftChange, DreamSession } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { assertMemory, contentProblem, kindOfPath, type MemoryKind } from "@/lib/domain/memory";
import { isProtectedPath, policySchema } from "@/lib/domain/policy";
import type { SessionEvent } from "@/lib/domain/transcript";
import type { LiveRevision } from "@/lib/domain/version";
import { gate } from "@/lib/dreaming/gate";
import { maskSecrets } from "@/lib/dreaming/secrets";
import { baseMemories, eventsOfRevision, loadMemoryOfRejections, loadOpenChanges } from "@/lib/queries/dream-input";
import { keptPaths } from "@/lib/queries/kept-paths";
import { createProposal } from "@/lib/services/create-proposal";
import { emitAudit } from "@/lib/services/emit-audit";
import { writeSessions } from "@/lib/services/import-session";
import { type Joined, joinEvidence } from "@/lib/services/join-evidence";
import { lockStore, makeVersion, STORE_ARCHIVED } from "@/lib/services/make-version";
import { prepare } from "@/lib/services/prepare-session";

export type AgentWrite =
  | { status: "noted"; transcript_id: string; event_seq: number }
  | { status: "proposed"; proposal_id: string; transcript_id: string }
  | { status: "version"; version: number; transcript_id: string }
  | { status: "unchanged"; transcript_id: string };

/** Notes of a session are a transcript of their own. */
const FORMAT = "notes";

/**
 * An agent writes with its own key. The policy decides: `note` keeps it as an event of trust `agent` that later dreams read; `gated` takes it through the
 * checks, and it becomes a version if it has neither block nor warn, else an open proposal. Never for a protected memory.
 * Throws `forbidden`, `not_found`, `invalid_request`, `conflict` for an archived store.
 */
export async function agentWrite(
  ctx: Context,
  storeId: string,
  input: { path: string; content: string | null; kind: MemoryKind | undefined; sessionId: string | undefined },
): Promise<AgentWrite> {
  requirePermission(ctx, "memory.note");
  requireStore(ctx.scope, storeId);
  const workspaceId = ctx.scope.workspaceId;
  const agentId = ctx.scope.agentId;
  if (!agentId) throw new AppError("forbidden", "This is for an agent's own key.");
  if (input.content === null)
    throw new AppError("invalid_request", "An agent's write needs `content`.", [{ path: "content", message: "is missing" }]);
  if (!input.sessionId)
    throw new AppError("invalid_request", "An agent's write needs `session_id`.", [{ path: "session_id", message: "is missing" }]);
  const odd = contentProblem(input.sessionId);
  if (odd) throw new AppError("invalid_request", `\`session_id\`: ${odd}.`, [{ path: "session_id", message: odd }]);
  assertMemory(input.path, input.content);
  const attached = await db.storeAgent.findUnique({
    where: { workspaceId_storeId_agentId: { workspaceId, storeId, agentId } },
    include: { store: true },
  });
  if (!attached) throw new AppError("not_found", "There is no such memory store.");
  if (attached.store.archivedAt) throw new AppError("conflict", STORE_ARCHIVED);
  if (attached.access !== "read_write") throw new AppError("forbidden", "This agent loads the store read-only.");
  const policy = policySchema.parse(attached.store.policy);
  const memories = await baseMemories(workspaceId, storeId, attached.store.head, policy);
  if (isProtectedPath(policy, input.path) || memories.find((m) => m.path === input.path)?.protected) {
    throw new AppError("forbidden", `${input.path} is protected: an agent cannot write it.`);
  }
  const note = await keepNote(ctx, agentId, input.sessionId, input.path, (await maskSecrets(input.content)).text);
  if (policy.agent_writes === "note") return { status: "noted", transcript_id: note.id, event_seq: note.event.seq };

  const current = memories.find((m) => m.path === input.path);
  const draft: DraftChange = {
    op: current ? "update" : "create",
    kind: input.kind ?? current?.kind ?? kindOfPath(input.path),
    path: input.path,
    after: input.content,
    reason: "Written by the agent during a session.",
    key: null,
    evidence: [
      {
        source: "transcript",
        transcriptId: note.id,
        revision: note.revision,
        eventSeq: note.event.seq,
        quote: input.content,
        trust: "agent",
      },
    ],
  };
  const session: DreamSession = { ...note.session, events: note.events };
  const gated = await gate(
    { changes: [draft], considered: [], notes: [] },
    {
      engine: "local",
      baseVersion: attached.store.head,
      memories,
      sessions: [session],
      asOf: new Date().toISOString(),
      instructions: null,
    },
    { policy, openChanges: await loadOpenChanges(workspaceId, storeId), ...(await loadMemoryOfRejections(workspaceId, storeId)) },
  );
  const [same] = gated.joined;
  if (same) {
    const proposal = await join(ctx, storeId, same);
    return { status: "proposed", proposal_id: proposal, transcript_id: note.id };
  }
  const change = gated.changes[0];
  if (!change) return { status: "unchanged", transcript_id: note.id };
  // What a person turned down before does not come back by itself.
  if (change.previouslyRejected || change.findings.some((f) => f.severity !== "note")) {
    const proposal = await db.$transaction((tx) =>
      createProposal(tx, ctx, {
        storeId,
        dreamId: null,
        baseVersion: attached.store.head,
        changes: gated.changes,
        findings: gated.findings,
      }),
    );
    return { status: "proposed", proposal_id: proposal, transcript_id: note.id };
  }
  const made = await db.$transaction((tx) =>
    makeVersion(tx, ctx, {
      storeId,
      cause: "agent",
      message: `Written during session ${input.sessionId}`,
      plan: async (live, head) => {
        if (head !== attached.store.head)
          throw new AppError("conflict", "The store moved meanwhile. Nothing was written; read it and write again.", {
            head_version: head,
          });
        await requireStillFree(tx, ctx, { storeId, agentId, path: input.path }, live);
        return planApply([{ ...change, id: newId("change"), text: change.after, edited: false }], live);
      },
    }),
  );
  return made ? { status: "version", version: made.number, transcript_id: note.id } : { status: "unchanged", transcript_id: note.id };
}

/**
 * A pin, a policy or the agent's access changes without a version: what was looked at before the checks is asked again under the store's lock. Throws
 * `forbidden`, and `conflict` where the write would become something else now.
 */
async function requireStillFree(
  tx: Tx,
  ctx: Context,
  { storeId, agentId, path }: { storeId: string; agentId: string; path: string },
  live: readonly LiveRevision[],
): Promise<void> {
  const { workspaceId } = ctx.scope;
  const attached = await tx.storeAgent.findUnique({
    where: { workspaceId_storeId_agentId: { workspaceId, storeId, agentId } },
    include: { store: { select: { policy: true } } },
  });
  if (attached?.access !== "read_write") throw new AppError("forbidden", "This agent loads the store read-only.");
  const policy = policySchema.parse(attached.store.policy);
  if (policy.agent_writes === "note")
    throw new AppError("conflict", "The store's policy takes notes only by now. Nothing was written; write it again.");
  if (isProtectedPath(policy, path) || (await keptPaths(tx, workspaceId, storeId, live)).has(path))
    throw new AppError("forbidden", `${path} is protected: an agent cannot write it.`);
}

/** What the agent writes waits as a change already: the note speaks for it too. Answers that change's proposal. */
async function join(ctx: Context, storeId: string, same: Joined): Promise<string> {
  const workspaceId = ctx.scope.workspaceId;
  return db.$transaction(async (tx) => {
    await lockStore(tx, workspaceId, storeId);
    const change = await tx.change.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: same.changeId } } });
    const [added] = await joinEvidence(tx, workspaceId, [same]);
    await emitAudit(tx, ctx, {
      action: "memory.note",
      entity: "change",
      entityId: same.changeId,
      metadata: { evidence: added?.evidence ?? 0 },
    });
    return change.proposalId;
  });
}

/** Adds a note to the session's own transcript, with its bytes. Two notes at once follow each other. */
async function keepNote(ctx: Context, agentId: string, sessionId: string, path: string, content: string) {
  const workspaceId = ctx.scope.workspaceId;
  const externalId = `notes:${sessionId}`;
  const at = new Date().toISOString();
  const bytes = Buffer.from(`${JSON.stringify({ session_id: sessionId, path, content, at })}\n`);
  const importId = newId("import");
  return db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`notes ${workspaceId} ${agentId} ${sessionId}`}, 0))::text`;
      const known = await tx.transcript.findUnique({
        where: { workspaceId_agentId_format_externalId: { workspaceId, agentId, format: FORMAT, externalId } },
      });
      const before = known ? await eventsNow(tx, workspaceId, known) : [];
      const event: SessionEvent = {
        seq: before.length,
        type: "note",
        at,
        text: content,
        tool: { name: path, callId: null },
        trust: "agent",
      };
      const events = [...before, event];
      await tx.import.create({
        data: {
          workspaceId,
          id: importId,
          agentId,
          name: "note",
          asked: FORMAT,
          format: FORMAT,
          status: "completed",
          bytes: bytes.length,
          actor: ctx.actor,
          endedAt: new Date(),
        },
      });
      await tx.importChunk.create({
        data: { workspaceId, importId, position: 0, start: 0, length: bytes.length, packed: Buffer.from(gzipSync(bytes)) },
      });
      const ready = await prepare({
        externalId,
        title: `Notes of session ${sessionId}`.slice(0, 200).toWellFormed(),
        user: null,
        task: null,
        parentExternalId: null,
        startedAt: known?.startedAt?.toISOString() ?? at,
        endedAt: at,
        outcome: null,
        metadata: {},
        events,
        raw: [{ start: 0, end: bytes.length }],
      });
      const from = { importId, agentId, format: FORMAT, uploadedBy: ctx.actor.personId };
      const [written] = await writeSessions(tx, ctx, from, [ready]);
      if (!written) throw new Error("a session that is written has a result");
      const t = await tx.transcript.findUniqueOrThrow({
        where: { workspaceId_id: { workspaceId, id: written.id } },
        include: { agent: true },
      });
      const session: Omit<DreamSession, "events"> = {
        transcriptId: t.id,
        revision: t.revision,
        externalId,
        agentId,
        audience: t.agent.audience as "team" | "public",
        user: null,
        task: null,
        startedAt: t.startedAt?.toISOString() ?? null,
        receivedAt: at,
        arrival: Number(t.arrival),
        parentTranscriptId: null,
        diverged: t.diverged,
        outcome: { result: "unknown", score: null, note: null },
      };
      return { id: t.id, revision: t.revision, event, events, session };
    },
    { timeout: 60_000 },
  );
}

async function eventsNow(tx: Tx, workspaceId: string, t: { id: string; revision: number; events: number }): Promise<SessionEvent[]> {
  const key = { workspaceId, transcriptId: t.id, revision: t.revision };
  const { branch } = await tx.transcriptRevision.findUniqueOrThrow({ where: { workspaceId_transcriptId_revision: key } });
  return eventsOfRevision(workspaceId, t.id, branch, 0, t.events, tx);
}

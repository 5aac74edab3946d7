import { db, type Tx } from "@/lib/db/client";
import type { Transcript } from "@/lib/db/generated/client";
import type { Context } from "@/lib/domain/context";
import type { ImportedSession } from "@/lib/domain/transcript";
import { emitAudit } from "@/lib/services/emit-audit";
import { headOf, insertEvents, insertSessions, outcomeOf, revisionOf, type Where } from "@/lib/services/insert-sessions";
import type { PreparedSession } from "@/lib/services/prepare-session";

export const MAX_EXTERNAL_ID = 512;

export type SessionResult =
  | { kind: "imported"; id: string; externalId: string; events: number }
  | { kind: "updated"; id: string; externalId: string; events: number; revision: number; diverged: boolean }
  | { kind: "duplicate"; id: string; externalId: string };

/** A session of 100,000 events takes its time. */
const LONG = { timeout: 600_000 };

/**
 * Writes sessions in one transaction: each whole, and after a crash either all or none of them. No two may have the same id. Identity is (agent, format,
 * external id): equal events or a prefix of what is stored are a duplicate, more of the same is a new revision, anything else is a new revision that
 * diverged. Ids made from content never update. Sent again after a crash, what this import had already written counts as imported.
 * `beside` writes in the same transaction what belongs to them.
 */
export async function importSessions(
  ctx: Context,
  where: Where,
  sessions: readonly PreparedSession[],
  beside: (tx: Tx, results: readonly SessionResult[]) => Promise<void> = async () => {},
): Promise<SessionResult[]> {
  return db.$transaction(async (tx) => {
    // The disk is waited for once, when the import itself is recorded: that commit flushes everything before it, and nothing is acknowledged earlier.
    await tx.$executeRaw`set local synchronous_commit = off`;
    const results = await writeSessions(tx, ctx, where, sessions);
    await beside(tx, results);
    return results;
  }, LONG);
}

/** As `importSessions`, in the caller's transaction. */
export async function writeSessions(tx: Tx, ctx: Context, where: Where, sessions: readonly PreparedSession[]): Promise<SessionResult[]> {
  const workspaceId = ctx.scope.workspaceId;
  const { agentId, format } = where;
  const own = sessions.map(({ session }) => session.externalId);
  // Two uploads of one session wait for each other here, before either looks; so do a thread and its parent, of which the later finds the earlier.
  // Always in one order, so that nobody waits for who waits for them.
  const ids = [...new Set([...own, ...sessions.flatMap(({ session }) => session.parentExternalId ?? [])])].sort();
  const locks = ids.map((id) => `${workspaceId} ${agentId} ${format} ${id}`);
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(l, 0))::text from unnest(${locks}::text[]) as l`;
  const known = await tx.transcript.findMany({ where: { workspaceId, agentId, format, externalId: { in: own } } });
  const stored = new Map(known.map((t) => [t.externalId, t]));
  const results = new Map<string, SessionResult>();
  for (const ready of sessions) {
    const { externalId } = ready.session;
    const before = stored.get(externalId);
    if (before) results.set(externalId, await writeAgain(tx, ctx, where, before, ready));
  }
  const fresh = sessions.filter(({ session }) => !stored.has(session.externalId));
  const made = await insertSessions(tx, ctx, where, fresh);
  for (const [i, { session, events }] of fresh.entries()) {
    const { externalId } = session;
    results.set(externalId, { kind: "imported", id: made[i] ?? "", externalId, events: events.length });
  }
  return own.flatMap((id) => results.get(id) ?? []);
}

/** A session that is known: nothing new, more of the same, or another one under its id. */
async function writeAgain(tx: Tx, ctx: Context, where: Where, stored: Transcript, ready: PreparedSession): Promise<SessionResult> {
  const { session, events, chain } = ready;
  const workspaceId = ctx.scope.workspaceId;
  const { externalId } = session;
  const n = events.length;
  const last = chain[n - 1] ?? "";

  const same = await tx.event.findFirst({ where: { workspaceId, transcriptId: stored.id, seq: n - 1, chain: last } });
  if (same || stored.contentId) {
    await learnOutcome(tx, ctx, stored, session);
    const mine = await tx.transcriptRevision.findFirst({
      where: { workspaceId, transcriptId: stored.id, importId: where.importId, events: n, chain: last },
    });
    if (!mine) return { kind: "duplicate", id: stored.id, externalId };
    return mine.revision === 1
      ? { kind: "imported", id: stored.id, externalId, events: mine.events }
      : { kind: "updated", id: stored.id, externalId, events: mine.events, revision: mine.revision, diverged: mine.diverged };
  }
  const revisions = await tx.transcriptRevision.findMany({
    where: { workspaceId, transcriptId: stored.id },
    orderBy: { revision: "desc" },
  });
  // Only the whole of a line of events is gone on from: one that was gone on from otherwise since then is a line of its own.
  const longest = new Map<number, number>();
  for (const r of revisions) longest.set(r.branch, Math.max(r.events, longest.get(r.branch) ?? 0));
  const shorter = revisions
    .filter((r) => r.events < n && chain[r.events - 1] === r.chain && longest.get(r.branch) === r.events)
    .sort((a, b) => b.events - a.events)[0];
  const revision = stored.revisions + 1;
  // More of what is not the newest line of events is a divergence all the same: both are kept.
  const diverged = shorter === undefined || shorter.branch !== revisions[0]?.branch;
  const branch = shorter?.branch ?? revision;
  await tx.transcriptRevision.create({
    data: {
      ...revisionOf(workspaceId, stored.id, where, session),
      ...{ revision, branch, diverged, events: n, chain: last, masked: ready.masked },
    },
  });
  await insertEvents(tx, workspaceId, [{ transcriptId: stored.id, branch, events, chain, from: shorter?.events ?? 0 }]);
  await tx.transcript.update({
    where: { workspaceId_id: { workspaceId, id: stored.id } },
    data: {
      ...headOf(session, n),
      revision,
      revisions: revision,
      diverged: stored.diverged || diverged,
      // A person's or a grader's word about the outcome outlives an upload; an upload without one says nothing.
      ...(stored.outcomeSource === "imported" && session.outcome ? outcomeOf(session) : {}),
    },
  });
  await emitAudit(tx, ctx, {
    action: "transcript.update",
    entity: "transcript",
    entityId: stored.id,
    metadata: { import_id: where.importId, revision, events: n, diverged, chain: last },
  });
  return { kind: "updated", id: stored.id, externalId, events: n, revision, diverged };
}

/** The same session sent again with an outcome that was not known before. */
async function learnOutcome(
  tx: Tx,
  ctx: Context,
  stored: { id: string; outcome: string; outcomeSource: string },
  session: ImportedSession,
): Promise<void> {
  const result = session.outcome?.result;
  if (!result || result === "unknown" || stored.outcome !== "unknown" || stored.outcomeSource !== "imported") return;
  await tx.transcript.update({
    where: { workspaceId_id: { workspaceId: ctx.scope.workspaceId, id: stored.id } },
    data: outcomeOf(session),
  });
  await emitAudit(tx, ctx, {
    action: "transcript.outcome",
    entity: "transcript",
    entityId: stored.id,
    metadata: { result, source: "imported" },
  });
}

import { createHash } from "node:crypto";
import { db, type Tx } from "@/lib/db/client";
import { canonicalJson } from "@/lib/domain/audit";
import type { Context } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import type { ImportedSession, SessionEvent } from "@/lib/domain/transcript";
import { maskSecrets } from "@/lib/dreaming/secrets";
import { emitAudit } from "@/lib/services/emit-audit";

export const MAX_EXTERNAL_ID = 512;

export type SessionResult =
  | { kind: "imported"; id: string; externalId: string; events: number }
  | { kind: "updated"; id: string; externalId: string; events: number; revision: number; diverged: boolean }
  | { kind: "duplicate"; id: string; externalId: string };

type Where = { importId: string; agentId: string; format: string; uploadedBy: string | null };

/** Hash chain over events before masking: equal chains at the same length are equal events. */
export function chainOf(events: readonly SessionEvent[]): string[] {
  let last = "";
  return events.map((e) => {
    const tool = e.tool ? [e.tool.name, e.tool.callId, e.tool.isError ?? null] : null;
    last = createHash("sha256")
      .update(last)
      .update(canonicalJson([e.type, e.at, e.text, tool, e.trust]))
      .digest("hex");
    return last;
  });
}

/**
 * Writes one session whole or not at all, in its own transaction. Identity is (agent, format, external id): equal events or a prefix of what is stored
 * are a duplicate, more of the same is a new revision, anything else is a new revision that diverged. Ids made from content never update.
 * Sent again after a crash, what this import had already written counts as imported.
 */
export async function importSession(ctx: Context, where: Where, session: ImportedSession): Promise<SessionResult> {
  const ready = await prepare(session);
  return db.$transaction(async (tx) => {
    // The disk is waited for once, when the import itself is recorded: that commit flushes everything before it, and nothing is acknowledged earlier.
    await tx.$executeRaw`set local synchronous_commit = off`;
    return writeSession(tx, ctx, where, ready);
  }, LONG);
}

/** A session with its events masked and its identity computed: what takes time is done before the transaction. */
export type PreparedSession = { session: Known; events: { event: SessionEvent; masked: boolean }[]; chain: string[] };

export async function prepare(session: ImportedSession): Promise<PreparedSession> {
  const chain = chainOf(session.events);
  const externalId = session.externalId ?? `sha256:${chain[chain.length - 1]}`;
  return {
    session: { ...session, externalId, contentId: session.externalId === null },
    events: await masked(session.events),
    chain,
  };
}

/** As `importSession`, in the caller's transaction. */
export async function writeSession(tx: Tx, ctx: Context, where: Where, ready: PreparedSession): Promise<SessionResult> {
  const { session, events, chain } = ready;
  // Two uploads of one session wait for each other here, before either looks; so do a thread and its parent, of which the later finds the earlier.
  // Always in one order, so that nobody waits for who waits for them.
  const both = session.parentExternalId === null ? [session.externalId] : [session.externalId, session.parentExternalId].sort();
  for (const id of new Set(both)) {
    await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`${ctx.scope.workspaceId} ${where.agentId} ${where.format} ${id}`}, 0))::text`;
  }
  return write(tx, ctx, where, session, events, chain);
}

/** A session of 100,000 events takes its time. */
const LONG = { timeout: 600_000 };

type Known = ImportedSession & { externalId: string; contentId: boolean };

/** Secrets are masked before anything but the raw bytes holds them (rule 11). */
async function masked(events: readonly SessionEvent[]): Promise<{ event: SessionEvent; masked: boolean }[]> {
  const out = [];
  for (const event of events) {
    const { text, masks } = await maskSecrets(event.text);
    out.push({ event: masks.length > 0 ? { ...event, text } : event, masked: masks.length > 0 });
  }
  return out;
}

async function write(
  tx: Tx,
  ctx: Context,
  where: Where,
  session: Known,
  events: { event: SessionEvent; masked: boolean }[],
  chain: string[],
): Promise<SessionResult> {
  const workspaceId = ctx.scope.workspaceId;
  const { agentId, format } = where;
  const { externalId } = session;
  const n = events.length;
  const last = chain[n - 1] ?? "";
  const stored = await tx.transcript.findUnique({
    where: { workspaceId_agentId_format_externalId: { workspaceId, agentId, format, externalId } },
  });
  if (!stored) return create(tx, ctx, where, session, events, chain);

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
  await insertRevision(tx, workspaceId, stored.id, where, session, {
    revision,
    branch,
    diverged,
    events: n,
    chain: last,
    masked: events.some((e) => e.masked),
  });
  await insertEvents(tx, workspaceId, stored.id, branch, events, chain, shorter?.events ?? 0);
  await tx.transcript.update({
    where: { workspaceId_id: { workspaceId, id: stored.id } },
    data: {
      ...head(session, events.length),
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

async function create(
  tx: Tx,
  ctx: Context,
  where: Where,
  session: Known,
  events: { event: SessionEvent; masked: boolean }[],
  chain: string[],
): Promise<SessionResult> {
  const workspaceId = ctx.scope.workspaceId;
  const { agentId, format } = where;
  const id = newId("transcript");
  const last = chain[chain.length - 1] ?? "";
  const parent = session.parentExternalId
    ? await tx.transcript.findUnique({
        where: { workspaceId_agentId_format_externalId: { workspaceId, agentId, format, externalId: session.parentExternalId } },
        select: { id: true },
      })
    : null;
  await tx.transcript.create({
    data: {
      workspaceId,
      id,
      agentId,
      format,
      externalId: session.externalId,
      contentId: session.contentId,
      revision: 1,
      revisions: 1,
      parentId: parent?.id ?? null,
      parentExternalId: session.parentExternalId,
      ...head(session, events.length),
      ...outcomeOf(session),
    },
  });
  await insertRevision(tx, workspaceId, id, where, session, {
    revision: 1,
    branch: 1,
    diverged: false,
    events: events.length,
    chain: last,
    masked: events.some((e) => e.masked),
  });
  await insertEvents(tx, workspaceId, id, 1, events, chain, 0);
  await tx.transcript.updateMany({
    where: { workspaceId, agentId, format, parentExternalId: session.externalId, parentId: null },
    data: { parentId: id },
  });
  await emitAudit(tx, ctx, {
    action: "transcript.import",
    entity: "transcript",
    entityId: id,
    metadata: { import_id: where.importId, format, events: events.length, chain: last },
  });
  return { kind: "imported", id, externalId: session.externalId, events: events.length };
}

const date = (s: string | null) => (s === null ? null : new Date(s));

const head = (session: ImportedSession, events: number) => ({
  title: session.title,
  user: session.user,
  task: session.task,
  events,
  startedAt: date(session.startedAt),
  endedAt: date(session.endedAt),
  metadata: session.metadata as object,
});

const outcomeOf = (session: ImportedSession) => ({
  outcome: session.outcome?.result ?? "unknown",
  outcomeScore: session.outcome?.score ?? null,
  outcomeNote: session.outcome?.note ?? null,
  outcomeSource: "imported",
  outcomeAt: new Date(),
});

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

async function insertRevision(
  tx: Tx,
  workspaceId: string,
  transcriptId: string,
  where: Where,
  session: ImportedSession,
  fields: { revision: number; branch: number; diverged: boolean; events: number; chain: string; masked: boolean },
): Promise<void> {
  await tx.transcriptRevision.create({
    data: {
      workspaceId,
      transcriptId,
      ...fields,
      importId: where.importId,
      uploadedBy: where.uploadedBy,
      startedAt: date(session.startedAt),
      endedAt: date(session.endedAt),
      raw: session.raw,
    },
  });
}

const BATCH_ROWS = 500;
const BATCH_CHARS = 512 * 1024;

/** One JSON parameter a batch: the fastest way in that does not stall the process (arrays are escaped in JavaScript). */
async function insertEvents(
  tx: Tx,
  workspaceId: string,
  transcriptId: string,
  branch: number,
  events: readonly { event: SessionEvent }[],
  chain: readonly string[],
  from: number,
): Promise<void> {
  let rows: object[] = [];
  let chars = 0;
  const flush = async () => {
    if (rows.length === 0) return;
    await tx.$executeRaw`
      insert into event (workspace_id, transcript_id, branch, seq, type, at, text, tool_name, call_id, is_error, trust, chain)
      select ${workspaceId}, ${transcriptId}, ${branch}, r.seq, r.type, r.at, r.text, r.tool_name, r.call_id, r.is_error, r.trust, r.chain
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        seq int, type text, at timestamptz, text text, tool_name text, call_id text, is_error boolean, trust text, chain text)`;
    rows = [];
    chars = 0;
  };
  for (let seq = from; seq < events.length; seq++) {
    const e = events[seq]?.event;
    if (!e) continue;
    rows.push({
      seq,
      type: e.type,
      at: e.at,
      text: e.text,
      tool_name: e.tool?.name ?? null,
      call_id: e.tool?.callId ?? null,
      is_error: e.tool?.isError ?? null,
      trust: e.trust,
      chain: chain[seq],
    });
    chars += e.text.length;
    if (rows.length >= BATCH_ROWS || chars >= BATCH_CHARS) await flush();
  }
  await flush();
}

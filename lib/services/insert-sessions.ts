import type { Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import type { ImportedSession, SessionEvent } from "@/lib/domain/transcript";
import { emitAudits } from "@/lib/services/emit-audit";
import type { KnownSession, PreparedSession } from "@/lib/services/prepare-session";

/** Where sessions come from. */
export type Where = { importId: string; agentId: string; format: string; uploadedBy: string | null };

/** Writes sessions that are new, in their order, in as few statements as it takes; answers their ids. The caller holds their locks. */
export async function insertSessions(tx: Tx, ctx: Context, where: Where, sessions: readonly PreparedSession[]): Promise<string[]> {
  if (sessions.length === 0) return [];
  const workspaceId = ctx.scope.workspaceId;
  const { agentId, format, importId } = where;
  const made = sessions.map((ready) => ({ ...ready, id: newId("transcript"), n: ready.events.length, last: ready.chain.at(-1) ?? "" }));
  const parents = await findParents(tx, ctx, where, made);
  await tx.transcript.createMany({
    data: made.map(({ session, id, n }) => ({
      ...{ workspaceId, id, agentId, format, externalId: session.externalId, contentId: session.contentId, revision: 1, revisions: 1 },
      parentId: parents.get(session.parentExternalId ?? "") ?? null,
      parentExternalId: session.parentExternalId,
      ...headOf(session, n),
      ...outcomeOf(session),
    })),
  });
  await tx.transcriptRevision.createMany({
    data: made.map(({ session, id, n, last, masked }) => ({
      ...revisionOf(workspaceId, id, where, session),
      ...{ revision: 1, branch: 1, diverged: false, events: n, chain: last, masked },
    })),
  });
  await insertEvents(
    tx,
    workspaceId,
    made.map(({ id, events, chain }) => ({ transcriptId: id, branch: 1, events, chain, from: 0 })),
  );
  // Threads that came before their parent.
  for (const { id, session } of made) {
    if (!parents.waiting.has(session.externalId)) continue;
    await tx.transcript.updateMany({
      where: { workspaceId, agentId, format, parentExternalId: session.externalId, parentId: null },
      data: { parentId: id },
    });
  }
  await emitAudits(
    tx,
    ctx,
    made.map(({ id, n, last }) => ({
      action: "transcript.import",
      entity: "transcript",
      entityId: id,
      metadata: { import_id: importId, format, events: n, chain: last },
    })),
  );
  return made.map(({ id }) => id);
}

type Parents = Map<string, string> & { waiting: Set<string> };

/** Ids of the sessions' parents by external id, those among the sessions included; `waiting`: which of the sessions a stored thread waits for. */
async function findParents(tx: Tx, ctx: Context, where: Where, made: readonly { id: string; session: KnownSession }[]): Promise<Parents> {
  const { agentId, format } = where;
  const all = { workspaceId: ctx.scope.workspaceId, agentId, format };
  const named = [...new Set(made.flatMap(({ session }) => session.parentExternalId ?? []))];
  const own = made.map(({ session }) => session.externalId);
  const stored =
    named.length === 0
      ? []
      : await tx.transcript.findMany({ where: { ...all, externalId: { in: named } }, select: { id: true, externalId: true } });
  const orphans = await tx.transcript.findMany({
    where: { ...all, parentExternalId: { in: own }, parentId: null },
    select: { parentExternalId: true },
  });
  const ids = new Map([
    ...stored.map((t) => [t.externalId, t.id] as const),
    ...made.map(({ id, session }) => [session.externalId, id] as const),
  ]);
  return Object.assign(ids, { waiting: new Set(orphans.flatMap((t) => t.parentExternalId ?? [])) });
}

const date = (s: string | null) => (s === null ? null : new Date(s));

/** What a transcript says of its newest revision. */
export const headOf = (session: ImportedSession, events: number) => ({
  title: session.title,
  user: session.user,
  task: session.task,
  events,
  startedAt: date(session.startedAt),
  endedAt: date(session.endedAt),
  metadata: session.metadata as object,
});

export const outcomeOf = (session: ImportedSession) => ({
  outcome: session.outcome?.result ?? "unknown",
  outcomeScore: session.outcome?.score ?? null,
  outcomeNote: session.outcome?.note ?? null,
  outcomeSource: "imported",
  outcomeAt: new Date(),
});

export const revisionOf = (workspaceId: string, transcriptId: string, where: Where, session: ImportedSession) => ({
  workspaceId,
  transcriptId,
  importId: where.importId,
  uploadedBy: where.uploadedBy,
  startedAt: date(session.startedAt),
  endedAt: date(session.endedAt),
  raw: session.raw,
});

const BATCH_ROWS = 500;
const BATCH_CHARS = 512 * 1024;

/** Events of one line of a transcript, from `from` on. */
export type EventRows = { transcriptId: string; branch: number; events: readonly SessionEvent[]; chain: readonly string[]; from: number };

/** One JSON parameter a batch: the fastest way in that does not stall the process (arrays are escaped in JavaScript). */
export async function insertEvents(tx: Tx, workspaceId: string, lines: readonly EventRows[]): Promise<void> {
  let rows: object[] = [];
  let chars = 0;
  const flush = async () => {
    if (rows.length === 0) return;
    const batch = JSON.stringify(rows);
    rows = [];
    chars = 0;
    await tx.$executeRaw`
      insert into event (workspace_id, transcript_id, branch, seq, type, at, text, tool_name, call_id, is_error, trust, chain)
      select ${workspaceId}, r.transcript_id, r.branch, r.seq, r.type, r.at, r.text, r.tool_name, r.call_id, r.is_error, r.trust, r.chain
      from jsonb_to_recordset(${batch}::jsonb) as r(transcript_id text, branch int,
        seq int, type text, at timestamptz, text text, tool_name text, call_id text, is_error boolean, trust text, chain text)`;
  };
  for (const { transcriptId, branch, events, chain, from } of lines) {
    for (let seq = from; seq < events.length; seq++) {
      const e = events[seq];
      if (!e) continue;
      rows.push({
        ...{ transcript_id: transcriptId, branch, seq, type: e.type, at: e.at, text: e.text },
        tool_name: e.tool?.name ?? null,
        call_id: e.tool?.callId ?? null,
        is_error: e.tool?.isError ?? null,
        trust: e.trust,
        chain: chain[seq],
      });
      chars += e.text.length;
      if (rows.length >= BATCH_ROWS || chars >= BATCH_CHARS) await flush();
    }
  }
  await flush();
}

import { type Db, db, type Tx } from "@/lib/db/client";
import { enqueue } from "@/lib/db/queue";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import { type EngineName, NO_USAGE } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { hasClaude } from "@/lib/queries/claude";
import type { StartDreamInput } from "@/lib/schemas/dream";
import { emitAudit } from "@/lib/services/emit-audit";
import { lockStore } from "@/lib/services/make-version";

type Chosen = { id: string; revision: number; started_at: Date | null; ended_at: Date | null };

/**
 * Starts a dream over a store's sessions: the given ones, or the oldest that no dream of it has read. Answers its id.
 * Throws `forbidden`, `not_found`, `conflict` with the one that runs, `unprocessable` for an engine or a session that cannot be used.
 */
export async function startDream(
  ctx: Context,
  storeId: string,
  input: StartDreamInput,
  trigger: "manual" | "schedule" | "api" = ctx.via === "browser" ? "manual" : "api",
): Promise<string> {
  requirePermission(ctx, "dreams.run");
  requireStore(ctx.scope, storeId);
  return db.$transaction((tx) => insertDream(tx, ctx, storeId, input, trigger));
}

/** Queues a dream in the caller's transaction, under the store's lock. Answers its id. Throws before it writes anything, as `startDream` does. */
export async function insertDream(
  tx: Tx,
  ctx: Context,
  storeId: string,
  input: StartDreamInput,
  trigger: "manual" | "schedule" | "api",
): Promise<string> {
  const workspaceId = ctx.scope.workspaceId;
  const head = await lockStore(tx, workspaceId, storeId);
  const store = await tx.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: storeId } } });
  const engine = (input.engine ?? store.engine) as EngineName;
  await requireEngine(workspaceId, engine);
  const running = await tx.dream.findFirst({ where: { workspaceId, storeId, status: { in: ["queued", "running"] } } });
  if (running) {
    throw new AppError("conflict", "A dream of this store is already running. Wait for it or cancel it.", {
      dream_id: running.id,
      status: running.status,
      phase: running.phase,
    });
  }
  const chosen = await chosenSessions(tx, workspaceId, storeId, input);
  const times = chosen.flatMap((c) => [c.started_at, c.ended_at]).filter((t): t is Date => t !== null);
  const id = newId("dream");
  await tx.dream.create({
    data: {
      workspaceId,
      id,
      storeId,
      engine,
      model: input.model ?? null,
      trigger,
      baseVersion: head,
      asOf: times.length > 0 ? new Date(Math.max(...times.map(Number))) : null,
      instructions: input.instructions ?? null,
      total: chosen.length,
      usage: NO_USAGE,
      actor: ctx.actor,
    },
  });
  await tx.dreamTranscript.createMany({
    data: chosen.map((c, position) => ({ workspaceId, dreamId: id, position, transcriptId: c.id, revision: c.revision })),
  });
  await enqueue(tx, { name: "dream", data: { workspaceId, dreamId: id } });
  await emitAudit(tx, ctx, {
    action: "dream.start",
    entity: "dream",
    entityId: id,
    metadata: { store_id: storeId, engine, base_version: head, transcripts: chosen.length, trigger },
  });
  return id;
}

/** Throws `unprocessable` when this installation cannot dream with the engine, with what to do. */
export async function requireEngine(workspaceId: string, engine: EngineName): Promise<void> {
  if (engine === "local" || (engine === "claude" && (await hasClaude(workspaceId)))) return;
  const todo = engine === "claude" ? " An admin connects it under Settings, Claude." : "";
  throw new AppError("unprocessable", `The engine ${engine} is not configured on this installation; \`local\` is.${todo}`, { engine });
}

/** The sessions that a dream reads: the given ones, or the oldest that no dream of the store has read. */
export async function chosenSessions(
  tx: Tx | Db,
  workspaceId: string,
  storeId: string,
  input: Pick<StartDreamInput, "transcript_ids" | "limit">,
): Promise<Chosen[]> {
  return input.transcript_ids
    ? await given(tx, workspaceId, storeId, input.transcript_ids)
    : await oldestUnread(tx, workspaceId, storeId, input.limit);
}

// Times as a dream may use them (rule 4): none after the receipt, and none at all of an upload whose sessions all carry one default start.
// Who sends a session cannot move `as_of`, and with it what counts as outdated, into the future.

function oldestUnread(tx: Tx | Db, workspaceId: string, storeId: string, limit: number): Promise<Chosen[]> {
  return tx.$queryRaw<Chosen[]>`
    select t.id, t.revision, case when i.dummy_time then null else least(r.started_at, r.received_at) end as started_at,
      case when i.dummy_time then null else least(r.ended_at, r.received_at) end as ended_at from transcript t
    join transcript_revision r on r.workspace_id = t.workspace_id and r.transcript_id = t.id and r.revision = t.revision
    left join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
    join store_agent a on a.workspace_id = t.workspace_id and a.agent_id = t.agent_id and a.store_id = ${storeId}
    where t.workspace_id = ${workspaceId} and t.excluded_at is null and t.outcome <> 'invalid'
      and not exists (select 1 from store_read x where x.workspace_id = t.workspace_id and x.store_id = ${storeId}
        and x.transcript_id = t.id and x.revision = t.revision)
    order by t.arrival limit ${limit}`;
}

async function given(tx: Tx | Db, workspaceId: string, storeId: string, ids: readonly string[]): Promise<Chosen[]> {
  const wanted = [...new Set(ids)];
  const rows = await tx.$queryRaw<(Chosen & { agent_ok: boolean; excluded: boolean; outcome: string })[]>`
    select t.id, t.revision, case when i.dummy_time then null else least(r.started_at, r.received_at) end as started_at,
      case when i.dummy_time then null else least(r.ended_at, r.received_at) end as ended_at, t.excluded_at is not null as excluded, t.outcome,
      exists (select 1 from store_agent a where a.workspace_id = t.workspace_id and a.agent_id = t.agent_id and a.store_id = ${storeId}) as agent_ok
    from transcript t
    join transcript_revision r on r.workspace_id = t.workspace_id and r.transcript_id = t.id and r.revision = t.revision
    left join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
    where t.workspace_id = ${workspaceId} and t.id = any(${wanted}) order by t.arrival`;
  const missing = wanted.find((id) => !rows.some((r) => r.id === id));
  if (missing) throw new AppError("not_found", `There is no transcript ${missing}.`);
  const foreign = rows.find((r) => !r.agent_ok);
  if (foreign) throw new AppError("unprocessable", `The transcript ${foreign.id} is of an agent that this store is not attached to.`);
  const out = rows.find((r) => r.excluded || r.outcome === "invalid");
  if (out)
    throw new AppError(
      "unprocessable",
      `The transcript ${out.id} is ${out.excluded ? "left out of dreams" : "invalid: the session never really ran"}.`,
    );
  return rows;
}

import { db } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { systemActor } from "@/lib/domain/actor";
import { type Context, systemContext } from "@/lib/domain/context";
import type { ImportResult } from "@/lib/domain/views";
import { log } from "@/lib/log";
import { listWritten } from "@/lib/queries/imports";
import { emitAudit } from "@/lib/services/emit-audit";
import { dropSteps } from "@/lib/services/import-steps";
import { type ImportOutcome, readImport, type Stop } from "@/lib/services/read-import";

const LEASE_MS = 15_000;
const BEAT_MS = 3_000;
const MAX_ATTEMPTS = 4;

/** How many sessions of each kind; a result that was never reached has none. */
const countsOf = (result: Partial<ImportResult> = {}) =>
  Object.fromEntries((["imported", "updated", "duplicates", "errors"] as const).map((k) => [k, result[k]?.length ?? 0]));

type Ended = { result?: Partial<ImportResult>; format?: string | null; dummyTime?: boolean; error?: object };

/** Ends an import that is still this owner's, with its row in the audit chain. */
async function endImport(
  ctx: Context,
  row: Claimed,
  where: { workspaceId: string; id: string; owner: string; status: string },
  status: string,
  data: Ended,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const ended = await tx.import.updateMany({ where, data: { status, endedAt: new Date(), owner: null, leaseUntil: null, ...data } });
    if (ended.count === 0) return;
    await dropSteps(tx, where.workspaceId, where.id);
    const metadata = { status, agent_id: row.agent_id, attempts: row.attempts, ...countsOf(data.result) };
    await emitAudit(tx, ctx, { action: "import.end", entity: "import", entityId: where.id, metadata });
  });
}

type Claimed = { agent_id: string; name: string; asked: string; actor: Actor; attempts: number; cancel: boolean };

/**
 * Reads a received upload into sessions under a lease; what is done stays done when it is cut off, and the next one goes on. Does nothing when
 * somebody else is at it or it has ended. `signal` stops it without ending it: another worker goes on.
 */
export async function runImport(workspaceId: string, importId: string, owner: string, signal?: AbortSignal): Promise<void> {
  const lease = `${LEASE_MS} milliseconds`;
  const [row] = await db.$queryRaw<Claimed[]>`
    update import set status = 'running', owner = ${owner}, lease_until = now() + ${lease}::interval, attempts = attempts + 1
    where workspace_id = ${workspaceId} and id = ${importId}
      and (status = 'queued' or (status = 'running' and (lease_until is null or lease_until < now())))
    returning agent_id, name, asked, actor, attempts, cancel_requested_at is not null as cancel`;
  if (!row) return;
  const stop: Stop = { why: row.cancel ? "canceled" : null };
  /** Tells how far it is, renews the lease, and learns whether it is to go on. */
  const beat = async (at: { bytes: number; sessions: number } | null) => {
    const [alive] = await db.$queryRaw<{ cancel: boolean }[]>`
      update import set lease_until = now() + ${lease}::interval,
        bytes_done = coalesce(${at?.bytes ?? null}::bigint, bytes_done), sessions_done = coalesce(${at?.sessions ?? null}::int, sessions_done)
      where workspace_id = ${workspaceId} and id = ${importId} and owner = ${owner} and status = 'running'
      returning cancel_requested_at is not null as cancel`;
    if (!alive) stop.why = "lost";
    else if (alive.cancel) stop.why ??= "canceled";
  };
  const timer = setInterval(() => void beat(null).catch((err) => log.warn({ err, import_id: importId }, "lease not renewed")), BEAT_MS);
  const onStop = () => {
    stop.why ??= "stopped";
  };
  if (signal?.aborted) onStop();
  signal?.addEventListener("abort", onStop);
  const where = { workspaceId, id: importId, owner, status: "running" };
  const ctx = systemContext(workspaceId, row.actor ?? systemActor("worker", "Worker"));
  const end = (status: string, data: Ended) => endImport(ctx, row, where, status, data);
  try {
    if (row.attempts > MAX_ATTEMPTS) {
      await end("failed", { error: { message: `The import was interrupted ${MAX_ATTEMPTS} times and is not tried again.` } });
      return;
    }
    const upload = { importId, agentId: row.agent_id, uploadedBy: row.actor.personId, name: row.name, asked: row.asked };
    await conclude(await readImport(ctx, upload, stop, beat));
  } catch (err) {
    log.error({ err, import_id: importId }, "import failed");
    await end("failed", { error: { message: "Something went wrong while importing. What was imported is kept; send the file again." } });
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", onStop);
  }

  async function conclude(outcome: ImportOutcome) {
    switch (outcome.kind) {
      case "unsupported":
        await end("failed", { error: { unsupported: outcome.tried } });
        return;
      case "read":
        await end("completed", { result: outcome.result, format: outcome.result.format, dummyTime: outcome.dummyTime });
        return;
      case "stopped":
        if (stop.why === "canceled") {
          // Whoever read it before a cut may have written more than this reading came to.
          const written = await listWritten(workspaceId, importId);
          await end("canceled", { result: { ...outcome.result, ...written, canceled: true }, format: outcome.result.format || null });
          return;
        }
        // Handed back: the next worker takes it up at once, and a graceful stop is not an attempt. One that was lost is another's already.
        await db.import.updateMany({ where, data: { leaseUntil: new Date(0), attempts: { decrement: 1 } } });
        return;
      default:
        outcome satisfies never;
    }
  }
}

import { db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { decideRun, type RunMark, type RunWait, scheduleSchema, worthALook } from "@/lib/domain/schedule";
import { scheduleFacts } from "@/lib/queries/schedule-facts";
import { lockStore } from "@/lib/services/make-version";
import { insertDream } from "@/lib/services/start-dream";

/**
 * Starts the dream that a store's schedule wants at `now`, or keeps why not. The run is claimed by moving the store's mark on, under its lock and in the
 * transaction that queues the dream: of two workers that look at once, the second finds nothing to do. Answers the dream's id, null when none was started.
 * Throws `forbidden`, `not_found`, `conflict` for an archived store.
 */
export async function runSchedule(ctx: Context, storeId: string, now: Date): Promise<string | null> {
  requirePermission(ctx, "dreams.run");
  const workspaceId = ctx.scope.workspaceId;
  return db.$transaction(async (tx) => {
    await lockStore(tx, workspaceId, storeId);
    const store = await tx.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: storeId } } });
    if (!store.nextRunAt || store.schedule === null) return null;
    const before: RunMark = { nextRunAt: store.nextRunAt, wait: store.scheduleWait as RunWait | null };
    if (!worthALook(before, now)) return null;
    const schedule = scheduleSchema.parse(store.schedule);
    const decision = decideRun(schedule, before, await scheduleFacts(tx, workspaceId, storeId, schedule, now), now);
    if (!decision) return null;
    const started = decision.start ? await tryStart(tx, ctx, storeId, schedule.batch) : null;
    const refused: RunWait | null = started?.refused ? { why: "refused", run: decision.run.toISOString(), message: started.refused } : null;
    await tx.store.update({
      where: { workspaceId_id: { workspaceId, id: storeId } },
      data: { nextRunAt: decision.mark.nextRunAt, scheduleWait: refused ?? decision.mark.wait ?? Prisma.DbNull },
    });
    return started?.id ?? null;
  });
}

/** A refusal (the engine is not configured any more) came before anything was written: the run counts as passed over, and the page says why. */
async function tryStart(tx: Tx, ctx: Context, storeId: string, limit: number): Promise<{ id?: string; refused?: string }> {
  try {
    return { id: await insertDream(tx, ctx, storeId, { limit, estimate_only: false }, "schedule") };
  } catch (thrown) {
    if (thrown instanceof AppError) return { refused: thrown.message };
    throw thrown;
  }
}

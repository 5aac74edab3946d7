import { db, type Tx } from "@/lib/db/client";
import { claudeSettingsSchema } from "@/lib/domain/claude";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { policySchema } from "@/lib/domain/policy";
import type { Schedule } from "@/lib/domain/schedule";
import type { UpdateStoreInput } from "@/lib/schemas/store";
import { attachAgents, scheduleFields } from "@/lib/services/create-store";
import { emitAudit } from "@/lib/services/emit-audit";
import { STORE_ARCHIVED } from "@/lib/services/make-version";
import { saveStatesOfStore } from "@/lib/services/save-states";

/**
 * Changes a store: top-level fields are replaced, a policy and a schedule are merged key by key, `agents` becomes the whole list; or puts it in the archive or takes it
 * out. Throws `forbidden`, `not_found`, `conflict` for a change of an archived store.
 */
export async function updateStore(ctx: Context, storeId: string, input: UpdateStoreInput): Promise<void> {
  requirePermission(ctx, "stores.manage");
  const workspaceId = ctx.scope.workspaceId;
  await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<
      { policy: Record<string, unknown>; claude: Record<string, unknown>; schedule: Schedule | null; archived: boolean }[]
    >`
      select policy, claude, schedule, archived_at is not null as archived from store where workspace_id = ${workspaceId} and id = ${storeId} for update`;
    if (!row) throw new AppError("not_found", "There is no such memory store.");
    const { policy, schedule, claude, agents, archived, ...fields } = input;
    const changes = Object.keys(input).filter((key) => key !== "archived");
    if (row.archived && archived !== false && changes.length > 0) throw new AppError("conflict", STORE_ARCHIVED);
    const merged = policy ? policySchema.parse({ ...row.policy, ...policy }) : undefined;
    // Out of the archive a schedule begins anew: what came meanwhile was not missed.
    const anew = row.archived && archived === false && row.schedule ? {} : undefined;
    const given = schedule === undefined ? anew : schedule;
    const planned = given === undefined ? undefined : scheduleFields(row.schedule, given);
    await tx.store.update({
      where: { workspaceId_id: { workspaceId, id: storeId } },
      data: {
        ...fields,
        ...(merged ? { policy: merged } : {}),
        ...(claude ? { claude: claudeSettingsSchema.parse({ ...row.claude, ...claude }) } : {}),
        ...planned,
      },
    });
    if (agents) {
      await tx.storeAgent.deleteMany({ where: { workspaceId, storeId, agentId: { notIn: agents.map((a) => a.agent_id) } } });
      await attachAgents(tx, workspaceId, storeId, agents);
    }
    if (merged) await saveStatesOfStore(tx, workspaceId, storeId);
    if (changes.length > 0 || archived === undefined) {
      await emitAudit(tx, ctx, {
        action: "store.update",
        entity: "store",
        entityId: storeId,
        metadata: { fields: changes, policy: merged, schedule: given === null ? null : planned?.schedule, claude, agents },
      });
    }
    if (archived !== undefined && archived !== row.archived) await archive(tx, ctx, storeId, archived);
  });
}

/** In the archive a store dreams no more: what waits is canceled, what runs is told to stop and records nothing. */
async function archive(tx: Tx, ctx: Context, storeId: string, archived: boolean): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  await tx.store.update({ where: { workspaceId_id: { workspaceId, id: storeId } }, data: { archivedAt: archived ? new Date() : null } });
  const now = new Date();
  const waiting = archived
    ? await tx.dream.updateManyAndReturn({
        where: { workspaceId, storeId, status: "queued" },
        data: { status: "canceled", cancelRequestedAt: now, endedAt: now, phase: null },
        select: { id: true },
      })
    : [];
  const running = archived
    ? await tx.dream.updateManyAndReturn({
        where: { workspaceId, storeId, status: "running" },
        data: { cancelRequestedAt: now },
        select: { id: true },
      })
    : [];
  await emitAudit(tx, ctx, {
    action: archived ? "store.archive" : "store.unarchive",
    entity: "store",
    entityId: storeId,
    metadata: archived ? { canceled: [...waiting, ...running].map((d) => d.id) } : {},
  });
}

import { db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { stateHash } from "@/lib/domain/memory";
import { policySchema } from "@/lib/domain/policy";
import { nextRun, type Schedule, scheduleSchema } from "@/lib/domain/schedule";
import type { CreateStoreInput } from "@/lib/schemas/store";
import { emitAudit } from "@/lib/services/emit-audit";

/** What the store's row holds of a schedule: `given` over `known`, with its next run from now. Throws `invalid_request` while it has no times. */
export function scheduleFields(known: Partial<Schedule> | null, given: Partial<Schedule> | null) {
  if (given === null) return { schedule: Prisma.DbNull, nextRunAt: null, scheduleWait: Prisma.DbNull };
  const { cron, ...rest } = { ...known, ...given };
  if (cron === undefined) {
    const message = "is needed: a schedule without times never comes.";
    throw new AppError("invalid_request", `schedule.cron ${message}`, [{ path: "schedule.cron", message }]);
  }
  const schedule = scheduleSchema.parse({ cron, ...rest });
  return { schedule, nextRunAt: schedule.enabled ? nextRun(schedule, new Date()) : null, scheduleWait: Prisma.DbNull };
}

/** Makes a store with its version 1, empty, in the caller's transaction. Answers its id. Throws `not_found` for an agent that is not there. */
export async function insertStore(tx: Tx, ctx: Context, input: CreateStoreInput): Promise<string> {
  const workspaceId = ctx.scope.workspaceId;
  const id = newId("store");
  const policy = policySchema.parse(input.policy ?? {});
  await tx.store.create({
    data: {
      workspaceId,
      id,
      name: input.name,
      description: input.description ?? "",
      policy,
      engine: input.engine ?? "local",
      claude: input.claude ?? {},
      head: 1,
      ...scheduleFields(null, input.schedule ?? null),
    },
  });
  await tx.version.create({
    data: {
      workspaceId,
      storeId: id,
      number: 1,
      cause: "create",
      author: ctx.actor,
      hash: stateHash([]),
      created: 0,
      updated: 0,
      removed: 0,
      renamed: 0,
    },
  });
  await attachAgents(tx, workspaceId, id, input.agents ?? []);
  await emitAudit(tx, ctx, { action: "store.create", entity: "store", entityId: id, metadata: { agents: input.agents } });
  return id;
}

/** Attaches agents to a store, each after the stores it already loads. Throws `not_found` for one that is not here, `conflict` for an archived one. */
export async function attachAgents(
  tx: Tx,
  workspaceId: string,
  storeId: string,
  agents: readonly { agent_id: string; access: string }[],
): Promise<void> {
  for (const { agent_id, access } of agents) {
    const agent = await tx.agent.findUnique({ where: { workspaceId_id: { workspaceId, id: agent_id } } });
    if (!agent) throw new AppError("not_found", `There is no agent ${agent_id}.`);
    if (agent.archivedAt && !(await isAttached(tx, workspaceId, storeId, agent_id)))
      throw new AppError("conflict", `${agent.name} is archived. Take it out of the archive before it is given a store.`);
    const last = await tx.storeAgent.aggregate({ where: { workspaceId, agentId: agent_id }, _max: { order: true } });
    await tx.storeAgent.upsert({
      where: { workspaceId_storeId_agentId: { workspaceId, storeId, agentId: agent_id } },
      create: { workspaceId, storeId, agentId: agent_id, access, order: (last._max.order ?? -1) + 1 },
      update: { access },
    });
  }
}

async function isAttached(tx: Tx, workspaceId: string, storeId: string, agentId: string): Promise<boolean> {
  return (await tx.storeAgent.count({ where: { workspaceId, storeId, agentId } })) > 0;
}

/** Makes a memory store. Throws `forbidden`, `not_found`. */
export async function createStore(ctx: Context, input: CreateStoreInput): Promise<string> {
  requirePermission(ctx, "stores.manage");
  return db.$transaction((tx) => insertStore(tx, ctx, input));
}

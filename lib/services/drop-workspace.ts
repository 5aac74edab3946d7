import { setTimeout } from "node:timers/promises";
import { db, type Tx } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { emitAudit } from "@/lib/services/emit-audit";
import { lockInstallation } from "@/lib/services/insert-workspace";

/** A running dream notices within a few seconds that it is canceled; the lease of one whose worker died is over after this time. */
const STOP_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 200;
/** A workspace of years holds millions of rows. */
const DROP_WITHIN_MS = 600_000;

/**
 * Drops the workspace of the context whole, with everything in it, for good. What works in it is stopped first; then all goes in one transaction, which
 * writes who did it into the installation's record and into the audit chain of the workspace that the person goes on in, whose id is answered.
 * `name` is the workspace's, as the person typed it. Throws `forbidden`, `invalid_request` for another name, `conflict` for the last workspace or when something in it does not stop.
 */
export async function dropWorkspace(ctx: Context, input: { name: string }): Promise<{ openId: string }> {
  requirePermission(ctx, "people.manage");
  const { actor } = ctx;
  if (actor.kind !== "person") throw new AppError("forbidden", "Only a person can delete a workspace.");
  const { workspaceId } = ctx.scope;
  await db.$transaction(async (tx) => {
    await whereToGoOn(tx, workspaceId, actor.id, input.name);
    await stopWork(tx, ctx);
  });
  await untilStopped(workspaceId);
  return db.$transaction(
    async (tx) => {
      await lockInstallation(tx);
      const openId = await whereToGoOn(tx, workspaceId, actor.id, input.name);
      if (await working(tx, workspaceId))
        throw new AppError("conflict", "Something began to work in this workspace meanwhile. Nothing was deleted; try again.");
      const [chain] = await tx.$queryRaw<
        { seq: number; hash: string }[]
      >`select seq, hash from audit_head where workspace_id = ${workspaceId} for update`;
      const [dropped] = await tx.$queryRaw<{ rows: Record<string, number> }[]>`
        select reveille_drop_workspace(${workspaceId}, ${JSON.stringify(actor)}::jsonb) as rows`;
      const rows = Object.fromEntries(Object.entries(dropped?.rows ?? {}).filter(([, n]) => n > 0));
      const metadata = { rows, audit_seq: chain?.seq ?? 0, audit_hash: chain?.hash ?? null };
      await emitAudit(
        tx,
        { scope: { workspaceId: openId }, actor },
        { action: "workspace.drop", entity: "workspace", entityId: workspaceId, metadata },
      );
      return { openId };
    },
    { timeout: DROP_WITHIN_MS, maxWait: 10_000 },
  );
}

/** The workspace in which the person goes on: an own one before the sample. Throws where deleting would leave nobody, or the installation, one. */
async function whereToGoOn(tx: Tx, workspaceId: string, personId: string, name: string): Promise<string> {
  const workspace = await tx.workspace.findUnique({ where: { id: workspaceId } });
  if (!workspace) throw new AppError("not_found", "There is no such workspace.");
  if (name.trim() !== workspace.name.trim())
    throw new AppError("invalid_request", "The name is not this workspace's.", [{ path: "name", message: `is not ${workspace.name}` }]);
  const others = await tx.workspace.findMany({
    where: { id: { not: workspaceId } },
    select: { id: true, sample: true, memberships: { where: { personId }, select: { personId: true } } },
    orderBy: [{ sample: "asc" }, { createdAt: "asc" }],
  });
  if (!workspace.sample && !others.some((w) => !w.sample))
    throw new AppError("conflict", "This is the last workspace of the installation. Make another before you delete it.");
  const open = others.find((w) => w.memberships.length > 0);
  if (!open) throw new AppError("conflict", "You belong to no other workspace. Make one, or be invited to one, before you delete this.");
  return open.id;
}

/** Asks every dream and import of the workspace to stop: what waits ends at once. */
async function stopWork(tx: Tx, ctx: Context): Promise<void> {
  const { workspaceId } = ctx.scope;
  const now = new Date();
  const ended = { status: "canceled", cancelRequestedAt: now, endedAt: now, phase: null };
  const waiting = await tx.dream.updateManyAndReturn({ where: { workspaceId, status: "queued" }, data: ended, select: { id: true } });
  const running = await tx.dream.updateManyAndReturn({
    where: { workspaceId, status: "running" },
    data: { cancelRequestedAt: now },
    select: { id: true },
  });
  for (const [was, dreams] of [
    ["queued", waiting],
    ["running", running],
  ] as const) {
    for (const { id } of dreams) await emitAudit(tx, ctx, { action: "dream.cancel", entity: "dream", entityId: id, metadata: { was } });
  }
  const imports = await tx.$queryRaw<{ id: string }[]>`
    update import set cancel_requested_at = now(), status = case status when 'running' then status else 'canceled' end
    where workspace_id = ${workspaceId} and status in ('receiving', 'queued', 'running') returning id`;
  for (const { id } of imports) await emitAudit(tx, ctx, { action: "import.cancel", entity: "import", entityId: id });
}

async function untilStopped(workspaceId: string): Promise<void> {
  const until = Date.now() + STOP_WITHIN_MS;
  while (await working(db, workspaceId)) {
    if (Date.now() > until)
      throw new AppError(
        "conflict",
        "A dream or an import of this workspace has not stopped yet. Nothing was deleted; try again in a minute.",
      );
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** Whether a worker holds a dream or an import of the workspace. */
async function working(tx: Pick<Tx, "$queryRaw">, workspaceId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ working: boolean }[]>`
    select exists (select 1 from dream where workspace_id = ${workspaceId} and status = 'running' and lease_until > now())
      or exists (select 1 from import where workspace_id = ${workspaceId} and status = 'running' and lease_until > now()) as working`;
  return row?.working ?? false;
}

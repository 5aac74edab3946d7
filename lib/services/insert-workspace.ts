import type { Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { mintScope } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/permission";
import { emitAudit } from "@/lib/services/emit-audit";

/** A new workspace, audited as the first row of its chain. Returns its id. */
export async function insertWorkspace(tx: Tx, actor: Actor, workspace: { name: string; sample?: boolean }): Promise<string> {
  const id = newId("workspace");
  await tx.workspace.create({ data: { id, name: workspace.name, sample: workspace.sample ?? false } });
  await emitAudit(tx, { scope: mintScope(id), actor }, { action: "workspace.create", entity: "workspace", entityId: id });
  return id;
}

/** Adds a person to a workspace, audited; a member keeps the role they have. */
export async function insertMembership(tx: Tx, actor: Actor, member: { workspaceId: string; personId: string; role: Role }): Promise<void> {
  const made = await tx.membership.createMany({ data: [member], skipDuplicates: true });
  if (made.count === 0) return;
  const row = { action: "person.join", entity: "person", entityId: member.personId, metadata: { role: member.role } } as const;
  await emitAudit(tx, { scope: mintScope(member.workspaceId), actor }, row);
}

/** One lock for whatever an installation does once: its first workspace, the command line's key, who sees the sample. Held until commit. */
export async function lockInstallation(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(7270737001)`;
}

/**
 * The first admin also belongs to the sample. Called by whichever comes second, the sample or the person; the lock makes sure that one sees the
 * other. Does nothing while either is missing.
 */
export async function joinSample(tx: Tx, actor: Actor): Promise<void> {
  await lockInstallation(tx);
  const first = await tx.membership.findFirst({
    where: { role: "admin", workspace: { sample: false }, person: { disabledAt: null } },
    orderBy: [{ workspace: { createdAt: "asc" } }, { createdAt: "asc" }],
  });
  if (!first) return;
  const samples = await tx.workspace.findMany({ where: { sample: true, memberships: { none: {} } } });
  for (const { id } of samples) await insertMembership(tx, actor, { workspaceId: id, personId: first.personId, role: "admin" });
}

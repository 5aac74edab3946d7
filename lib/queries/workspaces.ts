import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import type { MembershipView } from "@/lib/domain/people";
import type { Role } from "@/lib/domain/permission";

/** Where a person belongs: own workspaces first, the sample last. */
export async function listMemberships(personId: string): Promise<MembershipView[]> {
  const rows = await db.membership.findMany({
    where: { personId },
    include: { workspace: true },
    orderBy: [{ workspace: { sample: "asc" } }, { createdAt: "asc" }, { workspaceId: "asc" }],
  });
  return rows.map((row) => ({
    workspace_id: row.workspaceId,
    name: row.workspace.name,
    role: row.role as Role,
    sample: row.workspace.sample,
  }));
}

/** The workspace that an installation began with: the oldest that is not the sample. */
export async function findFirstWorkspace(): Promise<{ id: string; name: string } | null> {
  return db.workspace.findFirst({
    where: { sample: false },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true, name: true },
  });
}

export type WorkspaceContents = { agents: number; stores: number; sessions: number; people: number; keys: number };

/** What goes when the workspace is deleted. `people`: those who belong to no other and can sign in nowhere afterwards. Throws `forbidden`. */
export async function countContents(ctx: Context): Promise<WorkspaceContents> {
  requirePermission(ctx, "people.manage");
  const { workspaceId } = ctx.scope;
  const [row] = await db.$queryRaw<WorkspaceContents[]>`
    select (select count(*)::int from agent where workspace_id = ${workspaceId}) as agents,
      (select count(*)::int from store where workspace_id = ${workspaceId}) as stores,
      (select count(*)::int from transcript where workspace_id = ${workspaceId}) as sessions,
      (select count(*)::int from api_key where workspace_id = ${workspaceId} and revoked_at is null) as keys,
      (select count(*)::int from membership m where m.workspace_id = ${workspaceId} and not exists (
        select 1 from membership o where o.person_id = m.person_id and o.workspace_id <> m.workspace_id)) as people`;
  return row ?? { agents: 0, stores: 0, sessions: 0, people: 0, keys: 0 };
}

/** Why the database cannot be used now, in a sentence; null when it answers, holds a workspace and can write to its disk. */
export async function whyDatabaseNotReady(timeoutMs = 3_000): Promise<string | null> {
  const asked = db.workspace.findFirst({ select: { id: true } }).then(
    (row) => (row ? whyNotWritable() : "no workspace has been made yet"),
    (error: unknown) => ((error as { code?: string }).code === "P2021" ? "the database is not migrated" : "the database does not answer"),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("the database does not answer"), timeoutMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

const held = globalThis as unknown as { reveilleDisk?: { at: number; why: string | null } };
const LOOK_AT_DISK_MS = 10_000;

/** Whether the database's disk takes a megabyte, looked at every ten seconds: a sort that does not fit into memory writes a temporary file and no row. */
async function whyNotWritable(): Promise<string | null> {
  if (held.reveilleDisk && Date.now() - held.reveilleDisk.at < LOOK_AT_DISK_MS) return held.reveilleDisk.why;
  const why = await db
    .$transaction([
      db.$executeRaw`set local work_mem = '64kB'`,
      db.$queryRaw`select max(n)::int from (
        select row_number() over (order by md5(i::text), repeat('x', 200)) as n from generate_series(1, 4000) i) sorted`,
    ])
    .then(
      () => null,
      (error: unknown) => (/No space left|53100/.test(String(error)) ? "the database's disk is full: nothing can be written" : null),
    );
  held.reveilleDisk = { at: Date.now(), why };
  return why;
}

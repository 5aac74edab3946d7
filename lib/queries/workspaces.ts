import { db } from "@/lib/db/client";
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

/** Why the database cannot be used now, in a sentence; null when it answers and holds a workspace. */
export async function whyDatabaseNotReady(timeoutMs = 3_000): Promise<string | null> {
  const asked = db.workspace.findFirst({ select: { id: true } }).then(
    (row) => (row ? null : "no workspace has been made yet"),
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

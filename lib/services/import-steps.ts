import { db, type Tx } from "@/lib/db/client";
import type { GoOn } from "@/lib/importers/read-upload";
import type { Entry } from "@/lib/services/import-book";

/** A stretch of an upload: where it began, where the next begins, and what stands in it. */
export type Step = { fromByte: number; next: GoOn; entries: Entry[] };

/** Writes down how far an import has come, in the transaction that writes the stretch's sessions. */
export async function keepStep(tx: Tx, workspaceId: string, importId: string, { fromByte, next, entries }: Step): Promise<void> {
  await tx.importStep.createMany({
    data: [{ workspaceId, importId, fromByte, toByte: next.offset, next, entries: entries as object[] }],
    skipDuplicates: true,
  });
}

/**
 * What an import's earlier readers have done, and where to go on; null where to begin anew. Of stretches that overlap, because one who was thought dead
 * still wrote, those count that follow each other from the beginning.
 */
export async function loadSteps(workspaceId: string, importId: string): Promise<{ next: GoOn; entries: Entry[] } | null> {
  const rows = await db.importStep.findMany({ where: { workspaceId, importId }, orderBy: { fromByte: "asc" } });
  let next: GoOn | null = null;
  const entries: Entry[] = [];
  for (const row of rows) {
    if (Number(row.fromByte) !== (next?.offset ?? 0)) continue;
    next = row.next as GoOn;
    for (const entry of row.entries as Entry[]) entries.push(entry);
  }
  return next && { next, entries };
}

export async function dropSteps(tx: Tx, workspaceId: string, importId: string): Promise<void> {
  await tx.importStep.deleteMany({ where: { workspaceId, importId } });
}

import type { Db, Tx } from "@/lib/db/client";
import type { ChangeOp } from "@/lib/domain/dream";
import { INDEX_PATH } from "@/lib/domain/memory";
import { type HeadMemory, type RebasedChange, type RebaseStep, rebaseChanges } from "@/lib/domain/rebase";
import type { ChangeRow, LoadedProposal, SourceRow } from "@/lib/queries/proposal-rows";
import { liveRevisions } from "@/lib/queries/revisions";

/** What a rebase would do to each change of a proposal, against the head as it is read here. */
export type RebasePlan = { head: number; changes: RebasedChange[]; steps: Map<string, RebaseStep> };

export async function planRebase(tx: Tx | Db, loaded: LoadedProposal): Promise<RebasePlan> {
  const { workspaceId, storeId } = loaded.row;
  const store = await tx.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: storeId } }, select: { head: true } });
  const changes = loaded.row.changes.map((c) => rebasedChange(c, loaded));
  const memories = await headMemories(tx, workspaceId, storeId, changes);
  return { head: store.head, changes, steps: rebaseChanges(changes, memories, store.head) };
}

function rebasedChange(c: ChangeRow, loaded: LoadedProposal): RebasedChange {
  const reviewed = loaded.states.get(c.id);
  const conflict = c.rebases.findLast((r) => r.outcome === "conflict");
  return {
    id: c.id,
    dependsOn: c.dependsOn,
    op: c.op as ChangeOp,
    path: c.path,
    newPath: c.newPath,
    memoryId: c.memoryId,
    sources: c.sources as SourceRow[],
    before: c.before,
    after: c.after,
    text: reviewed ? reviewed.text : c.after,
    unsettled: reviewed?.unsettled && conflict ? { base: conflict.base } : null,
  };
}

/** The memories of the head that these changes are about, where they stood and where they stand: nothing else is read. */
async function headMemories(tx: Tx | Db, workspaceId: string, storeId: string, changes: readonly RebasedChange[]): Promise<HeadMemory[]> {
  const paths = new Set(changes.flatMap((c) => [c.path, ...(c.newPath ? [c.newPath] : []), ...c.sources.map((s) => s.path)]));
  const ids = new Set(changes.flatMap((c) => [...(c.memoryId ? [c.memoryId] : []), ...c.sources.map((s) => s.memoryId)]));
  const live = (await liveRevisions(tx, workspaceId, storeId)).filter(
    (r) => r.path !== INDEX_PATH && (paths.has(r.path) || ids.has(r.memoryId)),
  );
  const blobs = await tx.blob.findMany({ where: { workspaceId, sha256: { in: live.map((r) => r.sha256) } } });
  const texts = new Map(blobs.map((b) => [b.sha256, b.content]));
  return live.map((r) => ({ memoryId: r.memoryId, path: r.path, content: texts.get(r.sha256) ?? "" }));
}

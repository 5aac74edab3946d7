import { db } from "@/lib/db/client";
import { comparePairs, countPairs } from "@/lib/domain/compare";
import type { Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { comparePaths } from "@/lib/domain/memory";
import type { LiveRevision } from "@/lib/domain/version";
import type { ComparedMemory, Comparison } from "@/lib/domain/views";
import { storeHead, textsByHash } from "@/lib/queries/memory";
import { revisionsAt } from "@/lib/queries/revisions";

/** What makes version `from` read like version `to`; either may be the newer one. Throws `not_found`. */
export async function compareVersions(scope: Scope, storeId: string, from: number, to: number): Promise<Comparison> {
  const pairs = await pairsBetween(scope, storeId, from, to);
  const changes = await withTexts(scope.workspaceId, pairs);
  return { store_id: storeId, from, to, counts: countPairs(pairs), changes };
}

/** As `compareVersions`, to be drawn as a list: over `mostTexts` changes come without their texts, which `getDifference` has. */
export async function listDifferences(scope: Scope, storeId: string, from: number, to: number, mostTexts: number): Promise<Differences> {
  const pairs = await pairsBetween(scope, storeId, from, to);
  const changes = pairs.length > mostTexts ? pairs.map(named) : await withTexts(scope.workspaceId, pairs);
  return { counts: countPairs(pairs), changes };
}

/** The texts of the memory that stood at `path` in version `from`, or stands there in `to` if it is new. Throws `not_found`. */
export async function getDifference(
  scope: Scope,
  storeId: string,
  at: { from: number; to: number; path: string },
): Promise<Pick<ComparedMemory, "before" | "after">> {
  const pairs = await pairsBetween(scope, storeId, at.from, at.to);
  const [change] = await withTexts(
    scope.workspaceId,
    pairs.filter((p) => named(p).path === at.path),
  );
  if (!change) throw new AppError("not_found", `Versions ${at.from} and ${at.to} do not differ in ${at.path.slice(0, 200)}.`);
  return { before: change.before, after: change.after };
}

/** A memory that differs; its texts may be left out. */
type ListedMemory = Omit<ComparedMemory, "before" | "after"> & Partial<Pick<ComparedMemory, "before" | "after">>;
type Differences = Pick<Comparison, "counts"> & { changes: ListedMemory[] };
type Pair = ReturnType<typeof comparePairs<LiveRevision>>[number];

async function pairsBetween(scope: Scope, storeId: string, from: number, to: number): Promise<Pair[]> {
  await storeHead(scope, storeId, from);
  await storeHead(scope, storeId, to);
  const [old, next] = await Promise.all([
    revisionsAt(db, scope.workspaceId, storeId, from),
    revisionsAt(db, scope.workspaceId, storeId, to),
  ]);
  return comparePairs(old, next).sort((a, b) => comparePaths(named(a).path, named(b).path));
}

function named({ before, after }: Pair): ListedMemory {
  const shown = (after ?? before) as LiveRevision;
  const renamed = before !== null && after !== null && before.path !== after.path;
  return {
    op: !before ? "created" : !after ? "removed" : renamed ? "renamed" : "updated",
    path: before?.path ?? shown.path,
    ...(renamed ? { new_path: after.path } : {}),
    kind: shown.kind,
  };
}

/** Only the texts of these pairs are read. */
async function withTexts(workspaceId: string, pairs: readonly Pair[]): Promise<ComparedMemory[]> {
  const texts = await textsByHash(
    workspaceId,
    pairs.flatMap((p) => [p.before, p.after]).flatMap((r) => (r ? [r.sha256] : [])),
  );
  const text = (r: { sha256: string } | null) => (r ? (texts.get(r.sha256) ?? null) : null);
  return pairs.map((p) => ({ ...named(p), before: text(p.before), after: text(p.after) }));
}

import { INDEX_PATH } from "@/lib/domain/memory";
import type { RevisionFields, VersionCounts } from "@/lib/domain/version";

type Pair<R> = { before: R | null; after: R | null };

/**
 * The memories in which two states differ; the index is left out. A memory is followed by its id, so that a new path is a renaming; what was
 * removed and written anew under the same path is another memory, and still compared as one text.
 */
export function comparePairs<R extends RevisionFields>(from: readonly R[], to: readonly R[]): Pair<R>[] {
  const old = from.filter((r) => r.path !== INDEX_PATH);
  const next = to.filter((r) => r.path !== INDEX_PATH);
  const byId = new Map(old.map((r) => [r.memoryId, r]));
  const followed = new Set(next.map((r) => r.memoryId));
  const byPath = new Map(old.filter((r) => !followed.has(r.memoryId)).map((r) => [r.path, r]));
  const matched = new Set<R>();
  const pairs: Pair<R>[] = [];
  for (const after of next) {
    const before = byId.get(after.memoryId) ?? byPath.get(after.path) ?? null;
    if (before) matched.add(before);
    const same = before && before.path === after.path && before.sha256 === after.sha256 && before.kind === after.kind;
    if (!same) pairs.push({ before, after });
  }
  for (const before of old) if (!matched.has(before)) pairs.push({ before, after: null });
  return pairs;
}

/** A renamed memory whose text also changed counts as both. */
export function countPairs(pairs: readonly Pair<RevisionFields>[]): VersionCounts {
  const counts: VersionCounts = { created: 0, updated: 0, removed: 0, renamed: 0 };
  for (const { before, after } of pairs) {
    if (!before) counts.created++;
    else if (!after) counts.removed++;
    else {
      if (before.path !== after.path) counts.renamed++;
      if (before.sha256 !== after.sha256 || before.kind !== after.kind) counts.updated++;
    }
  }
  return counts;
}

import type { ChangeOp } from "@/lib/domain/dream";
import { newId } from "@/lib/domain/ids";
import { contentHash, INDEX_PATH, MAX_MEMORIES, type MemoryKind } from "@/lib/domain/memory";
import type { Trust } from "@/lib/domain/transcript";
import { type LiveRevision, nextState, type RevisionFields, stateProblem, type VersionPlan } from "@/lib/domain/version";

/** A change as an apply needs it. */
export type AppliedChange = {
  id: string;
  op: ChangeOp;
  kind: MemoryKind;
  path: string;
  newPath: string | null;
  /** Memory at `path` in the base, if any. */
  memoryId: string | null;
  before: string | null;
  sources: readonly { memoryId: string; path: string; content: string }[];
  /** Text that was decided on; null for a delete. */
  text: string | null;
  key: string | null;
  trust: Trust;
  /** RFC 3339; null when unknown. */
  evidenceAt: string | null;
  /** The reviewer wrote the text. */
  edited: boolean;
};

export type MovedConflict = { change_id: string; path: string; kind: "moved" | "deleted" | "path" | "limit" };

/** What a change reads or writes, as it stood in the base: path and hash, or null where nothing stood. */
export function readsOf(
  change: Pick<AppliedChange, "op" | "path" | "newPath" | "before" | "sources">,
): { path: string; sha256: string | null }[] {
  const reads = change.sources.map((s) => ({ path: s.path, sha256: contentHash(s.content) as string | null }));
  if (!reads.some((r) => r.path === change.path)) {
    reads.push({ path: change.path, sha256: change.before === null ? null : contentHash(change.before) });
  }
  if (change.newPath) reads.push({ path: change.newPath, sha256: null });
  return reads;
}

/**
 * Where the head no longer is what the reviewer saw. `written` are paths that accepted changes of the same apply write or free: those are judged
 * by their order, not as moves.
 */
export function movedSince(
  change: Pick<AppliedChange, "id" | "op" | "path" | "newPath" | "before" | "sources">,
  live: ReadonlyMap<string, { sha256: string }>,
  written: ReadonlySet<string> = new Set(),
): MovedConflict[] {
  return readsOf(change).flatMap((r): MovedConflict[] => {
    const now = live.get(r.path)?.sha256 ?? null;
    if (now === r.sha256) return [];
    if (r.sha256 === null && written.has(r.path)) return [];
    return [{ change_id: change.id, path: r.path, kind: now === null ? "deleted" : "moved" }];
  });
}

/** True when the head already reads as the change would make it. */
export function alreadyTrue(
  change: Pick<AppliedChange, "op" | "path" | "newPath" | "text" | "sources">,
  live: ReadonlyMap<string, { sha256: string }>,
): boolean {
  switch (change.op) {
    case "delete":
      return !live.has(change.path);
    case "rename":
      return change.newPath !== null && !live.has(change.path) && live.has(change.newPath);
    case "create":
    case "update":
    case "merge": {
      const gone = change.sources.every((s) => s.path === change.path || !live.has(s.path));
      return gone && change.text !== null && live.get(change.path)?.sha256 === contentHash(change.text);
    }
    default:
      return change.op satisfies never;
  }
}

/**
 * Why these changes cannot become one version, with the changes that are in the way: what they read or write has moved, or the result would break a
 * path rule or a limit. Empty when they can. `dependsOn` gives the changes that make way for a change.
 */
export function applyConflicts(
  changes: readonly AppliedChange[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
  live: readonly LiveRevision[],
): MovedConflict[] {
  const byPath = new Map(live.filter((r) => r.path !== INDEX_PATH).map((r) => [r.path, r]));
  const moved = changes.flatMap((c) => {
    const makesWay = changes.filter((o) => dependsOn.get(c.id)?.includes(o.id));
    return movedSince(c, byPath, new Set(makesWay.flatMap((o) => [o.path, ...o.sources.map((s) => s.path)])));
  });
  if (moved.length > 0) return moved;
  const state = nextState(live, planApply(changes, live)).filter((r) => r.path !== INDEX_PATH || !r.derived);
  const problem = stateProblem(state);
  if (!problem) return [];
  if (problem.kind === "limit") {
    const added = changes.filter((c) => (c.op === "create" || c.op === "merge") && !byPath.has(c.path));
    const over = state.filter((r) => !r.derived).length - MAX_MEMORIES;
    return (added.length > 0 ? added : changes).slice(-over).map((c) => ({ change_id: c.id, path: c.path, kind: "limit" }));
  }
  const near = (p: string) => p === problem.path || p.startsWith(`${problem.path}/`) || problem.path.startsWith(`${p}/`);
  const at = changes.filter((c) => c.op !== "delete" && near(c.newPath ?? c.path));
  return (at.length > 0 ? at : changes.slice(0, 1)).map((c) => ({ change_id: c.id, path: c.newPath ?? c.path, kind: "path" }));
}

/** The step that accepted changes make, in the order given, on top of `live`. The caller has checked that nothing they read has moved. */
export function planApply(changes: readonly AppliedChange[], live: readonly LiveRevision[]): VersionPlan & { texts: Map<string, string> } {
  const byPath = new Map<string, { id: string | null; fields: RevisionFields }>(
    live.map((r) => {
      const { id, ...fields } = r;
      return [r.path, { id, fields }];
    }),
  );
  const end: string[] = [];
  const begun = new Map<string, RevisionFields>();
  const texts = new Map<string, string>();
  const take = (path: string) => {
    const here = byPath.get(path);
    if (!here) return null;
    byPath.delete(path);
    if (here.id) end.push(here.id);
    begun.delete(path);
    return here.fields;
  };
  const put = (fields: RevisionFields) => {
    byPath.set(fields.path, { id: null, fields });
    begun.set(fields.path, fields);
  };
  for (const c of changes) {
    if (c.op === "delete") {
      take(c.path);
      continue;
    }
    if (c.op === "rename") {
      const old = take(c.path);
      if (old && c.newPath) put({ ...old, path: c.newPath, originRevisionId: null });
      continue;
    }
    const text = c.text ?? "";
    const sha256 = contentHash(text);
    texts.set(sha256, text);
    const taken = c.sources.filter((s) => s.path !== c.path).map((s) => take(s.path));
    const old = take(c.path);
    put({
      // The result of a merge goes on as the memory at its path, else as the first that it consumed: its history stays one.
      memoryId: old?.memoryId ?? taken.find((t) => t !== null)?.memoryId ?? newId("memory"),
      path: c.path,
      kind: c.kind,
      sha256,
      originRevisionId: null,
      changeId: c.id,
      key: c.key ?? old?.key ?? null,
      trust: c.edited ? "operator" : c.trust,
      evidenceAt: c.evidenceAt,
      byPerson: c.edited,
      derived: false,
    });
  }
  return { end, begin: [...begun.values()], texts };
}

import { AppError } from "@/lib/domain/errors";
import { comparePaths, INDEX_PATH, MAX_MEMORIES, type MemoryKind, nestedPaths, pathProblem, stateHash } from "@/lib/domain/memory";
import type { Trust } from "@/lib/domain/transcript";

export const VERSION_CAUSES = [
  "create",
  "dream",
  "edit",
  "rollback",
  "undo",
  "import",
  "agent",
  "sync",
  "revocation",
  "redaction",
] as const;
export type VersionCause = (typeof VERSION_CAUSES)[number];

/** What a memory revision carries besides its place in the numbering. */
export type RevisionFields = {
  memoryId: string;
  path: string;
  kind: MemoryKind;
  sha256: string;
  originRevisionId: string | null;
  changeId: string | null;
  key: string | null;
  trust: Trust;
  /** RFC 3339; null when unknown. */
  evidenceAt: string | null;
  byPerson: boolean;
  derived: boolean;
};

/** A revision that stands in the head. */
export type LiveRevision = RevisionFields & { id: string };

/** A step of the next version: revisions to end and revisions to begin. Applying one to a state is `nextState`. */
export type VersionPlan = { end: string[]; begin: RevisionFields[] };

export type VersionCounts = { created: number; updated: number; removed: number; renamed: number };

/** The state after `plan`: live revisions without the ended ones, and the begun ones. */
export function nextState(live: readonly LiveRevision[], plan: VersionPlan): RevisionFields[] {
  const ended = new Set(plan.end);
  return [...live.filter((r) => !ended.has(r.id)), ...plan.begin];
}

/** Counts what a plan does to memories; the index is left out. A renamed memory whose text also changed counts as both. */
export function countPlan(live: readonly LiveRevision[], plan: VersionPlan): VersionCounts {
  const ended = new Set(plan.end);
  const before = new Map(live.filter((r) => ended.has(r.id) && r.path !== INDEX_PATH).map((r) => [r.memoryId, r]));
  const counts: VersionCounts = { created: 0, updated: 0, removed: 0, renamed: 0 };
  for (const next of plan.begin) {
    if (next.path === INDEX_PATH) continue;
    const old = before.get(next.memoryId);
    if (!old) {
      counts.created++;
      continue;
    }
    before.delete(next.memoryId);
    if (old.path !== next.path) counts.renamed++;
    if (old.sha256 !== next.sha256 || old.kind !== next.kind) counts.updated++;
  }
  counts.removed = before.size;
  return counts;
}

export type LimitProblem = { path: string; kind: "path" | "limit"; message: string };

/** What forbids `state` as a store's state; null when it may stand. */
export function stateProblem(state: readonly { path: string; derived: boolean }[]): LimitProblem | null {
  const memories = state.filter((m) => !m.derived);
  const seen = new Set<string>();
  for (const m of state) {
    const why = pathProblem(m.path);
    if (why) return { path: m.path, kind: "path", message: why };
    if (seen.has(m.path)) return { path: m.path, kind: "path", message: "two memories cannot have the same path" };
    seen.add(m.path);
  }
  const nested = nestedPaths([...seen])[0];
  if (nested) return { path: nested[1], kind: "path", message: `a memory cannot stand below another memory, and ${nested[0]} is one` };
  if (memories.length > MAX_MEMORIES) {
    const last = memories[memories.length - 1];
    return {
      path: last?.path ?? "/",
      kind: "limit",
      message: `a store has at most ${MAX_MEMORIES} memories, this would be ${memories.length}`,
    };
  }
  return null;
}

/** Throws `unprocessable` when `state` may not stand. */
export function assertState(state: readonly { path: string; derived: boolean }[]): void {
  const problem = stateProblem(state);
  if (problem) throw new AppError("unprocessable", `${problem.path}: ${problem.message}. Nothing was changed.`, [problem]);
}

export const MAX_INDEX_BYTES = 25 * 1024;

/** How much of a memory its title is looked for in, in UTF-16 units: an index can be written without reading whole texts. */
export const TITLE_WITHIN = 1_000;

/** First heading or line of a memory, for a list: at most 80 characters, one line, no half of a character. */
export function memoryTitle(content: string): string {
  const line = content
    .slice(0, TITLE_WITHIN)
    .replace(HALF_AT_END, "")
    .replace(/^\ufeff/, "")
    .split(LINE_END)
    .map((l) =>
      l
        .replace(/^#+\s*/, "")
        .replace(/^[-*]\s+/, "")
        .trim(),
    )
    .find((l) => l !== "" && l !== "---");
  if (!line) return "(empty)";
  return line.length > 80 ? `${line.slice(0, 79).replace(HALF_AT_END, "").trimEnd()}…` : line;
}

const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
/** The first half of a surrogate pair that a cut left behind. */
const HALF_AT_END = /[\ud800-\udbff]$/;

/**
 * The derived index of a state, or null for an empty store: a line a memory while it stays under 25 KB, else a line a folder with counts.
 * The same state gives the same text.
 */
export function deriveIndex(memories: readonly { path: string; title: string }[]): string | null {
  if (memories.length === 0) return null;
  const sorted = [...memories].sort((a, b) => comparePaths(a.path, b.path));
  const lines = sorted.map((m) => `- ${m.path}: ${m.title}\n`);
  const text = `# Index\n\n${lines.join("")}`;
  if (new TextEncoder().encode(text).length <= MAX_INDEX_BYTES) return text;
  const folders = new Map<string, number>();
  for (const m of sorted) {
    const folder = m.path.slice(0, m.path.indexOf("/", 1) + 1) || "/";
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const rows = [...folders].map(([folder, n]) => `- ${folder} (${n} ${n === 1 ? "memory" : "memories"})\n`);
  let kept = "# Index\n\n";
  for (const [i, row] of rows.entries()) {
    if (new TextEncoder().encode(kept + row).length > MAX_INDEX_BYTES) return `${kept}- and ${rows.length - i} more folders\n`;
    kept += row;
  }
  return kept;
}

/** Two revisions that read the same: nothing to do when one would replace the other. */
export function sameText(a: RevisionFields, b: RevisionFields): boolean {
  return a.memoryId === b.memoryId && a.path === b.path && a.kind === b.kind && a.sha256 === b.sha256 && a.derived === b.derived;
}

/**
 * The plan that makes `live` read like `target` again. Restored revisions say where their words come from (`originRevisionId`), so that blame
 * looks through a rollback. With `paths`, only those paths are restored.
 */
export function planRollback(live: readonly LiveRevision[], target: readonly LiveRevision[], paths?: readonly string[]): VersionPlan {
  const wanted = paths ? new Set(paths) : null;
  const inScope = (r: LiveRevision) => wanted === null || wanted.has(r.path);
  const goal = target.filter(inScope);
  const goalIds = new Set(goal.map((r) => r.memoryId));
  // With paths, a memory that was moved away from a restored path comes back from where it stands now.
  const current = live.filter((r) => inScope(r) || goalIds.has(r.memoryId));
  const kept = new Set<string>();
  const begin: RevisionFields[] = [];
  for (const t of goal) {
    const same = current.find((r) => sameText(r, t));
    if (same) {
      kept.add(same.id);
      continue;
    }
    const { id, ...fields } = t;
    begin.push({ ...fields, originRevisionId: t.originRevisionId ?? id });
  }
  return { end: current.filter((r) => !kept.has(r.id)).map((r) => r.id), begin };
}

/** Hash over a state's sorted paths, kinds and contents. */
export function hashState(state: readonly { path: string; kind: string; sha256: string }[]): string {
  return stateHash(state);
}

import type { BaseMemory } from "@/lib/domain/dream";
import { comparePaths, MAX_MEMORIES } from "@/lib/domain/memory";
import type { SoundDraft } from "@/lib/dreaming/draft-changes";

/** Where a change stands, takes from and leads. */
export type Standing = Pick<SoundDraft, "op" | "path" | "newPath"> & { sources: readonly { path: string }[] };

/** Paths at which something stands after the change that it wrote itself. */
export const writesOf = (d: Standing): string[] => (d.op === "delete" ? [] : [d.newPath ?? d.path]);
/** Base paths that are free after the change. */
export const freesOf = (d: Standing): string[] => {
  if (d.op === "delete" || d.op === "rename") return [d.path];
  return d.op === "merge" ? d.sources.map((s) => s.path).filter((p) => p !== d.path) : [];
};
/** Paths that the change writes or consumes. */
const takesOf = (d: SoundDraft): string[] => [...new Set([...writesOf(d), ...freesOf(d), ...(d.memory ? [d.path] : [])])];

export type Placed = { kept: SoundDraft[]; dropped: { draft: SoundDraft; rule: string }[] };

/**
 * In one proposal a path is written or consumed by at most one change: the first draft has it. What writes over a memory it does not name, or above or
 * below another path that stays, is dropped too. Drafts that are equal are one, with the evidence of all.
 */
export function placeDrafts(drafts: readonly SoundDraft[], memories: ReadonlyMap<string, BaseMemory>): Placed {
  const kept: SoundDraft[] = [];
  const dropped: Placed["dropped"] = [];
  const taken = new Map<string, SoundDraft>();
  for (const draft of drafts) {
    const holders = new Set(takesOf(draft).flatMap((p) => taken.get(p) ?? []));
    const [holder] = holders;
    if (holder && holders.size === 1 && isSame(holder, draft)) {
      holder.evidence = [...holder.evidence, ...draft.evidence];
      dropped.push({ draft, rule: "same-as-another" });
    } else if (holder) dropped.push({ draft, rule: "path-taken" });
    else if (draft.op === "rename" && memories.has(draft.newPath ?? "")) dropped.push({ draft, rule: "path-taken" });
    else {
      kept.push(draft);
      for (const p of takesOf(draft)) taken.set(p, draft);
    }
  }
  return withoutNesting(kept, dropped, memories);
}

const isSame = (a: SoundDraft, b: SoundDraft) =>
  a.op === b.op &&
  a.path === b.path &&
  a.newPath === b.newPath &&
  a.after === b.after &&
  a.kind === b.kind &&
  a.sources.map((s) => s.path).join("\n") === b.sources.map((s) => s.path).join("\n");

/** A path and one below it cannot both stand: who comes later, or is not in the base, gives way. */
function withoutNesting(drafts: SoundDraft[], dropped: Placed["dropped"], memories: ReadonlyMap<string, BaseMemory>): Placed {
  let kept = drafts;
  // Dropping a draft may leave standing what it would have freed: repeat until nothing changes.
  for (;;) {
    const freed = new Set(kept.flatMap(freesOf));
    const tree = new PathTree([...memories.keys()].filter((p) => !freed.has(p)));
    const fitting: SoundDraft[] = [];
    const out: SoundDraft[] = [];
    for (const draft of kept) {
      const written = writesOf(draft).filter((p) => !memories.has(p));
      if (written.some((p) => tree.collides(p))) out.push(draft);
      else {
        for (const p of written) tree.add(p);
        fitting.push(draft);
      }
    }
    if (out.length === 0) return { kept, dropped };
    dropped.push(...out.map((draft) => ({ draft, rule: "path-conflict" })));
    kept = fitting;
  }
}

/** Paths with their folders, to see whether a new one lies above or below one of them. */
class PathTree {
  private readonly paths = new Set<string>();
  private readonly folders = new Set<string>();

  constructor(paths: readonly string[]) {
    for (const p of paths) this.add(p);
  }

  add(path: string): void {
    this.paths.add(path);
    for (const f of foldersOf(path)) this.folders.add(f);
  }

  collides(path: string): boolean {
    return this.folders.has(path) || foldersOf(path).some((f) => this.paths.has(f));
  }
}

function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let i = path.lastIndexOf("/"); i > 0; i = path.lastIndexOf("/", i - 1)) folders.push(path.slice(0, i));
  return folders;
}

/** For each draft the indexes of those that free a path which it writes, or one above or below it. */
export function dependenciesOf(drafts: readonly Standing[]): number[][] {
  const freed = drafts.flatMap((d, i) => freesOf(d).map((path) => ({ path, i })));
  return drafts.map((draft, i) => {
    const on = new Set<number>();
    for (const written of writesOf(draft)) {
      for (const f of freed) {
        if (f.i !== i && (f.path === written || written.startsWith(`${f.path}/`) || f.path.startsWith(`${written}/`))) on.add(f.i);
      }
    }
    return [...on].sort((a, b) => a - b);
  });
}

/** Drafts that would bring the store over its number of memories: the last ones, in order of path. */
export function overTheStore(drafts: readonly SoundDraft[], base: number): Set<SoundDraft> {
  const freed = drafts.reduce((n, d) => n + freesOf(d).length, 0);
  const adding = drafts.filter((d) => writesOf(d).length > 0 && !d.memory);
  const moved = drafts.filter((d) => d.op === "rename").length;
  const room = MAX_MEMORIES - base + freed - moved;
  const created = adding.filter((d) => d.op !== "rename").sort((a, b) => comparePaths(a.path, b.path));
  return new Set(created.slice(Math.max(0, room)));
}

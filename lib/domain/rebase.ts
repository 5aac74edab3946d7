import { readsOf } from "@/lib/domain/apply";
import type { ChangeOp } from "@/lib/domain/dream";
import { contentHash } from "@/lib/domain/memory";
import { mergeTexts, samePatch } from "@/lib/domain/merge";

/** A memory of the head with its text. */
export type HeadMemory = { memoryId: string; path: string; content: string };

export type RebaseSource = { memoryId: string; path: string; content: string };

/** A change as it reads against a version: what a rebase moves to another. */
export type Placed = {
  op: ChangeOp;
  path: string;
  newPath: string | null;
  memoryId: string | null;
  sources: RebaseSource[];
  before: string | null;
  /** The drafted text. */
  after: string | null;
  /** The text that was decided on: the last edit, else `after`. */
  text: string | null;
};

/** An open change as a rebase sees it. */
export type RebasedChange = Placed & {
  id: string;
  dependsOn: readonly string[];
  /** A conflict of an earlier rebase that nobody has settled yet: the text that both sides started from. */
  unsettled: { base: string | null } | null;
};

/** `removal`: rewritten in the head and removed by the change; `deleted`: the other way round; `path`: something else stands where it leads. */
export type ConflictKind = "text" | "created" | "deleted" | "removal" | "path";

/** Three texts to decide between; null where there is none. */
export type ThreeTexts = { base: string | null; head: string | null; proposed: string | null };

/** What becomes of a change, with a sentence that says so. */
export type RebaseStep =
  | { outcome: "untouched" }
  /** Its patch is the same text: whoever accepted it has read it. */
  | { outcome: "carried"; to: Placed; note: string }
  /** It merged cleanly and reads differently: it is to be decided anew. */
  | { outcome: "merged"; to: Placed; note: string }
  | { outcome: "conflict"; to: Placed; texts: ThreeTexts; kind: ConflictKind; note: string }
  /** The head says so already, or there is nothing left to change. */
  | { outcome: "done"; note: string };

class Head {
  private readonly byId: ReadonlyMap<string, HeadMemory>;
  private readonly byPath: ReadonlyMap<string, HeadMemory>;

  constructor(
    memories: Iterable<HeadMemory>,
    readonly version: number,
  ) {
    const all = [...memories];
    this.byId = new Map(all.map((m) => [m.memoryId, m]));
    this.byPath = new Map(all.map((m) => [m.path, m]));
  }

  at = (path: string): HeadMemory | null => this.byPath.get(path) ?? null;

  /** A memory wherever it stands now: moved memories are followed, unless another change of the proposal has that place. */
  find(memoryId: string | null, path: string, taken: ReadonlySet<string>): HeadMemory | null {
    const same = memoryId === null ? undefined : this.byId.get(memoryId);
    return same && (same.path === path || !taken.has(same.path)) ? same : this.at(path);
  }
}

/** Paths that a change writes or consumes. */
const pathsOf = (c: Pick<Placed, "path" | "newPath" | "sources">) => [
  c.path,
  ...(c.newPath ? [c.newPath] : []),
  ...c.sources.map((s) => s.path),
];

/**
 * What becomes of each change of a proposal when it is moved to the head as it stands in `version`. Pure: the same input, the same answer. Nothing is
 * overwritten: what the head says and a change did not know of is merged, or shown as a conflict.
 */
export function rebaseChanges(changes: readonly RebasedChange[], memories: Iterable<HeadMemory>, version: number): Map<string, RebaseStep> {
  const head = new Head(memories, version);
  const run = (others: readonly (Pick<Placed, "path" | "newPath" | "sources"> & { id: string })[]) =>
    new Map(
      changes.map((c) => {
        const makesWay = new Set(
          others.filter((o) => c.dependsOn.includes(o.id)).flatMap((o) => [o.path, ...o.sources.map((s) => s.path)]),
        );
        const taken = new Set(changes.filter((o) => o.id !== c.id).flatMap(pathsOf));
        return [c.id, rebaseOne(c, head, makesWay, taken)] as const;
      }),
    );
  const first = run(changes);
  // What is done already, or follows its memory elsewhere, makes way no more where it used to.
  const still = changes.flatMap((c) => {
    const step = first.get(c.id);
    if (!step || step.outcome === "done") return [];
    return [step.outcome === "untouched" ? c : { ...step.to, id: c.id }];
  });
  return run(still);
}

function rebaseOne(c: RebasedChange, head: Head, makesWay: ReadonlySet<string>, taken: ReadonlySet<string>): RebaseStep {
  const moved = readsOf(c).some((r) => {
    const now = head.at(r.path);
    if (r.sha256 === null && (now === null || makesWay.has(r.path))) return false;
    return now === null || contentHash(now.content) !== r.sha256;
  });
  switch (c.op) {
    case "create":
    case "update":
      return rebaseText(c, head, makesWay, taken, moved);
    case "delete":
      return rebaseDelete(c, head, taken, moved);
    case "rename":
      return rebaseRename(c, head, makesWay, taken, moved);
    case "merge":
      return rebaseMerge(c, head, makesWay, taken, moved);
    default:
      return c.op satisfies never;
  }
}

const placed = ({ op, path, newPath, memoryId, sources, before, after, text }: Placed): Placed => ({
  op,
  path,
  newPath,
  memoryId,
  sources,
  before,
  after,
  text,
});

function rebaseText(c: RebasedChange, head: Head, makesWay: ReadonlySet<string>, taken: ReadonlySet<string>, moved: boolean): RebaseStep {
  const found = head.find(c.memoryId, c.path, taken);
  const here = c.before === null && makesWay.has(c.path) ? null : found;
  const text = c.text ?? "";
  if (here && here.content === text) return { outcome: "done", note: `${here.path} already reads like this in version ${head.version}.` };
  if (!moved) return { outcome: "untouched" };
  const base = c.unsettled ? c.unsettled.base : c.before;
  if (!here) {
    const to: Placed = { ...placed(c), op: "create", memoryId: null, before: null, after: text };
    if (base === null) return { outcome: "merged", to, note: `Nothing stands at ${c.path} any more: it would be a new memory.` };
    return conflict("deleted", to, { base, head: null, proposed: text }, `${c.path} was removed by version ${head.version}.`);
  }
  const to: Placed = { ...placed(c), op: "update", path: here.path, memoryId: here.memoryId, before: here.content, after: text };
  if (base === null) {
    const note = `${here.path} was made meanwhile with another text; it stands so in version ${head.version}.`;
    return conflict("created", to, { base, head: here.content, proposed: text }, note);
  }
  const merged = mergeTexts(base, here.content, text);
  if (!merged.ok) {
    const note = `${here.path} was changed in the same lines; version ${head.version} says something else there.`;
    return conflict("text", to, { base, head: here.content, proposed: text }, note);
  }
  if (merged.text === here.content) return { outcome: "done", note: `${here.path} already says this in version ${head.version}.` };
  const drafted = c.after === null || c.after === text ? null : mergeTexts(base, here.content, c.after);
  const next: Placed = { ...to, after: drafted?.ok ? drafted.text : merged.text, text: merged.text };
  const followed = here.path === c.path ? "" : ` It stands at ${here.path} now.`;
  if (followed === "" && !c.unsettled && samePatch(base, text, here.content, merged.text)) {
    return { outcome: "carried", to: next, note: `${here.path} moved elsewhere in its text; this change is word for word the same.` };
  }
  return { outcome: "merged", to: next, note: `Merged with version ${head.version}.${followed}` };
}

function rebaseDelete(c: RebasedChange, head: Head, taken: ReadonlySet<string>, moved: boolean): RebaseStep {
  const here = head.find(c.memoryId, c.path, taken);
  if (!here) return { outcome: "done", note: `${c.path} is gone already in version ${head.version}.` };
  if (!moved) return { outcome: "untouched" };
  const base = c.unsettled ? c.unsettled.base : c.before;
  const to: Placed = { ...placed(c), path: here.path, memoryId: here.memoryId, before: here.content };
  if (here.content === base) {
    const where = here.path === c.path ? "reads as it did" : `stands at ${here.path} now`;
    return { outcome: "merged", to, note: `Merged with version ${head.version}: the memory ${where}.` };
  }
  const note = `${here.path} was rewritten meanwhile; removing it would take away what version ${head.version} says.`;
  return conflict("removal", to, { base, head: here.content, proposed: null }, note);
}

function rebaseRename(c: RebasedChange, head: Head, makesWay: ReadonlySet<string>, taken: ReadonlySet<string>, moved: boolean): RebaseStep {
  const goal = c.newPath ?? c.path;
  const here =
    head.find(c.memoryId, c.path, taken) ?? (c.memoryId !== null && head.at(goal)?.memoryId === c.memoryId ? head.at(goal) : null);
  if (!here) return { outcome: "done", note: `${c.path} is gone in version ${head.version}: there is nothing to move.` };
  if (here.path === goal) return { outcome: "done", note: `It stands at ${goal} already in version ${head.version}.` };
  if (!moved) return { outcome: "untouched" };
  const to: Placed = {
    ...placed(c),
    path: here.path,
    memoryId: here.memoryId,
    before: here.content,
    after: here.content,
    text: here.content,
  };
  const there = makesWay.has(goal) ? null : head.at(goal);
  if (there) {
    const note = `Another memory stands at ${goal} in version ${head.version}: this one cannot move there.`;
    return conflict("path", to, { base: null, head: there.content, proposed: here.content }, note);
  }
  // A rename never changes content: with another text under way it is the same step.
  if (here.path === c.path && !c.unsettled)
    return { outcome: "carried", to, note: `${c.path} reads differently now; moving it is the same.` };
  return { outcome: "merged", to, note: `Merged with version ${head.version}: the memory stands at ${here.path} now.` };
}

function rebaseMerge(c: RebasedChange, head: Head, makesWay: ReadonlySet<string>, taken: ReadonlySet<string>, moved: boolean): RebaseStep {
  const text = c.text ?? "";
  const now = c.sources.map((was) => ({ was, here: head.find(was.memoryId, was.path, taken) }));
  const inPlace = now.find((s) => s.was.path === c.path);
  const result = inPlace ? inPlace.here : c.before === null && makesWay.has(c.path) ? null : head.at(c.path);
  const gone = now.filter((s) => s.here === null);
  if (now.every((s) => s === inPlace || s.here === null) && result?.content === text) {
    return { outcome: "done", note: `${c.path} already reads like this in version ${head.version}, and the others are gone.` };
  }
  if (!moved) return { outcome: "untouched" };

  const sources = now.flatMap(({ here }) => (here ? [{ memoryId: here.memoryId, path: here.path, content: here.content }] : []));
  const path = inPlace?.here ? inPlace.here.path : c.path;
  const op: ChangeOp = sources.some((s) => s.path !== path) ? "merge" : result ? "update" : "create";
  const to: Placed = {
    ...placed(c),
    op,
    path,
    sources: op === "merge" ? sources : [],
    memoryId: result?.memoryId ?? null,
    before: result?.content ?? null,
    after: text,
  };
  const [lost] = gone;
  if (lost) {
    const note = `${lost.was.path}, of which this takes in the text, was removed by version ${head.version}.`;
    return conflict("deleted", to, { base: lost.was.content, head: null, proposed: text }, note);
  }
  const started = inPlace ? now : [...now, { was: { path: c.path, content: c.before }, here: result }];
  let merged = text;
  for (const { was, here } of started) {
    if (here === null && was.content === null) continue;
    if (here && was.content === here.content) continue;
    const step = here && was.content !== null && !c.unsettled ? mergeTexts(was.content, here.content, merged) : null;
    if (!step?.ok) {
      const note = here
        ? `${here.path} was changed meanwhile, where this change says something else; see what version ${head.version} says.`
        : `${was.path} was removed by version ${head.version}.`;
      const kind = was.content === null ? "created" : here ? "text" : "deleted";
      return conflict(kind, to, { base: was.content, head: here?.content ?? null, proposed: text }, note);
    }
    merged = step.text;
  }
  if (c.unsettled)
    return conflict("text", to, { base: c.unsettled.base, head: result?.content ?? null, proposed: text }, "It is still to be settled.");
  return { outcome: "merged", to: { ...to, after: merged, text: merged }, note: `Merged with version ${head.version}.` };
}

function conflict(kind: ConflictKind, to: Placed, texts: ThreeTexts, note: string): RebaseStep {
  return { outcome: "conflict", kind, to, texts, note };
}

/** What a rebase did, in one sentence for whoever asked for it. */
export function rebaseSaid(steps: Iterable<RebaseStep>, version: number): string {
  const n = { untouched: 0, carried: 0, merged: 0, conflict: 0, done: 0 };
  for (const s of steps) n[s.outcome]++;
  const many = (k: number, one: string, more: string) => (k === 1 ? `1 change ${one}` : `${k} changes ${more}`);
  const parts = [
    ...(n.untouched + n.carried > 0 ? [many(n.untouched + n.carried, "goes on as it was", "go on as they were")] : []),
    ...(n.merged > 0
      ? [`${many(n.merged, "was", "were")} merged with it and ${n.merged === 1 ? "waits" : "wait"} for a new decision`]
      : []),
    ...(n.conflict > 0
      ? [`${many(n.conflict, "conflicts", "conflict")} with it and ${n.conflict === 1 ? "needs" : "need"} your text`]
      : []),
    ...(n.done > 0 ? [`${many(n.done, "was", "were")} set aside: the memory says so already`] : []),
  ];
  return `Brought up to version ${version}: ${parts.join("; ")}.`;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AppliedChange, alreadyTrue, applyConflicts, movedSince, planApply, readsOf } from "@/lib/domain/apply";
import { contentHash, INDEX_PATH, MAX_MEMORIES } from "@/lib/domain/memory";
import { countPlan, type LiveRevision, nextState, planRollback, type RevisionFields } from "@/lib/domain/version";

const revision = (path: string, content: string, over: Partial<LiveRevision> = {}): LiveRevision => ({
  id: `mrv${path}`,
  memoryId: `mem${path}`,
  path,
  kind: "fact",
  sha256: contentHash(content),
  originRevisionId: null,
  changeId: null,
  key: null,
  trust: "user",
  evidenceAt: null,
  byPerson: false,
  derived: false,
  ...over,
});

const change = (over: Partial<AppliedChange> & Pick<AppliedChange, "op" | "path">): AppliedChange => ({
  id: `chg${over.path}`,
  kind: "fact",
  newPath: null,
  memoryId: null,
  before: null,
  sources: [],
  text: null,
  key: null,
  trust: "agent",
  evidenceAt: null,
  edited: false,
  ...over,
});
const source = (path: string, content: string) => ({ memoryId: `mem${path}`, path, content });

const LIVE = [revision("/a", "A"), revision("/b", "B"), revision("/c", "C", { key: "k", trust: "user" })];
const byPath = (live: readonly RevisionFields[]) => new Map(live.map((r) => [r.path, r]));
/** Path, memory and hash of the state after these changes. */
const result = (...changes: AppliedChange[]) =>
  nextState(LIVE, planApply(changes, LIVE))
    .map((r) => `${r.path} ${LIVE.some((l) => l.memoryId === r.memoryId) ? r.memoryId : "new"} ${r.sha256.slice(0, 6)}`)
    .sort();
const line = (path: string, memory: string, content: string) => `${path} ${memory} ${contentHash(content).slice(0, 6)}`;
const REST = { a: line("/a", "mem/a", "A"), b: line("/b", "mem/b", "B"), c: line("/c", "mem/c", "C") };

describe("a change, applied", () => {
  it("create: a new memory", () => {
    expect(result(change({ op: "create", path: "/new", text: "N" }))).toEqual([REST.a, REST.b, REST.c, line("/new", "new", "N")]);
  });

  it("update: the same memory, with what it had as key", () => {
    expect(result(change({ op: "update", path: "/c", before: "C", text: "C2" }))).toEqual([REST.a, REST.b, line("/c", "mem/c", "C2")]);
    const plan = planApply([change({ op: "update", path: "/c", before: "C", text: "C2" })], LIVE);
    expect(plan.end).toEqual(["mrv/c"]);
    expect(plan.begin).toMatchObject([{ key: "k", trust: "agent", changeId: "chg/c", byPerson: false }]);
    expect(plan.texts.get(contentHash("C2"))).toBe("C2");
  });

  it("an edit raises trust and protects", () => {
    const [made] = planApply([change({ op: "update", path: "/c", before: "C", text: "C2", edited: true })], LIVE).begin;
    expect(made).toMatchObject({ trust: "operator", byPerson: true });
  });

  it("delete: one memory less", () => {
    expect(result(change({ op: "delete", path: "/b", before: "B" }))).toEqual([REST.a, REST.c]);
  });

  it("rename: the same memory, words, trust and change elsewhere", () => {
    expect(result(change({ op: "rename", path: "/b", newPath: "/z", before: "B", text: "B" }))).toEqual([
      REST.a,
      REST.c,
      line("/z", "mem/b", "B"),
    ]);
    const plan = planApply([change({ op: "rename", path: "/c", newPath: "/z", before: "C", text: "C" })], LIVE);
    expect(plan.begin).toMatchObject([{ path: "/z", memoryId: "mem/c", trust: "user", key: "k", changeId: null }]);
    expect(plan.texts.size).toBe(0);
    expect(countPlan(LIVE, plan)).toEqual({ created: 0, updated: 0, removed: 0, renamed: 1 });
  });

  it("merge: the sources end; the result goes on as the memory at its path, else as the first source", () => {
    const sources = [source("/a", "A"), source("/b", "B")];
    const into = (path: string, before: string | null) => change({ op: "merge", path, before, sources, text: "M" });
    expect(result(into("/b", "B"))).toEqual([line("/b", "mem/b", "M"), REST.c]);
    expect(result(into("/c", "C"))).toEqual([line("/c", "mem/c", "M")]);
    expect(result(into("/new", null))).toEqual([REST.c, line("/new", "mem/a", "M")]);
    expect(countPlan(LIVE, planApply([into("/b", "B")], LIVE))).toEqual({ created: 0, updated: 1, removed: 1, renamed: 0 });
    expect(countPlan(LIVE, planApply([into("/new", null)], LIVE))).toEqual({ created: 0, updated: 1, removed: 1, renamed: 1 });
  });

  it("several: one makes way for the other", () => {
    const move = change({ op: "rename", path: "/a", newPath: "/z", before: "A", text: "A" });
    const take = change({ op: "create", path: "/a", text: "A2" });
    expect(result(move, take)).toEqual([line("/a", "new", "A2"), REST.b, REST.c, line("/z", "mem/a", "A")]);
    const away = change({ op: "delete", path: "/b", before: "B" });
    const onto = change({ op: "rename", path: "/c", newPath: "/b", before: "C", text: "C" });
    expect(result(away, onto)).toEqual([REST.a, line("/b", "mem/c", "C")]);
  });

  it("a path that is written twice in one step begins once", () => {
    const plan = planApply([change({ op: "create", path: "/n", text: "1" }), change({ op: "update", path: "/n", text: "2" })], LIVE);
    expect(plan.begin.map((r) => r.sha256)).toEqual([contentHash("2")]);
    expect(plan.end).toEqual([]);
  });

  it("leaves the index to be derived", () => {
    const live = [...LIVE, revision(INDEX_PATH, "I", { derived: true, kind: "index" })];
    expect(nextState(live, planApply([change({ op: "delete", path: "/a", before: "A" })], live)).some((r) => r.path === INDEX_PATH)).toBe(
      true,
    );
  });
});

describe("what a change reads and writes", () => {
  it("is its path, its sources and where it leads, each once", () => {
    const reads = (c: AppliedChange) => readsOf(c).map((r) => [r.path, r.sha256]);
    expect(reads(change({ op: "create", path: "/n" }))).toEqual([["/n", null]]);
    expect(reads(change({ op: "rename", path: "/a", newPath: "/z", before: "A" }))).toEqual([
      ["/a", contentHash("A")],
      ["/z", null],
    ]);
    expect(reads(change({ op: "merge", path: "/a", before: "A", sources: [source("/a", "A"), source("/b", "B")] }))).toEqual([
      ["/a", contentHash("A")],
      ["/b", contentHash("B")],
    ]);
  });

  it.each([
    ["create onto nothing", change({ op: "create", path: "/n", text: "x" }), []],
    ["create where one stands now", change({ op: "create", path: "/a", text: "x" }), [["/a", "moved"]]],
    ["update of what it saw", change({ op: "update", path: "/a", before: "A", text: "x" }), []],
    ["update of other words", change({ op: "update", path: "/a", before: "old", text: "x" }), [["/a", "moved"]]],
    ["update of what is gone", change({ op: "update", path: "/gone", before: "x", text: "y" }), [["/gone", "deleted"]]],
    ["rename onto what stands", change({ op: "rename", path: "/a", newPath: "/b", before: "A" }), [["/b", "moved"]]],
    [
      "merge of which a source changed and one is gone",
      change({ op: "merge", path: "/n", sources: [source("/a", "A"), source("/b", "old"), source("/gone", "x")], text: "y" }),
      [
        ["/b", "moved"],
        ["/gone", "deleted"],
      ],
    ],
  ])("moved since (%s)", (_name, c, wanted) => {
    expect(movedSince(c, byPath(LIVE)).map((m) => [m.path, m.kind])).toEqual(wanted);
  });

  it("what another change of the same apply makes way for has not moved", () => {
    const take = change({ op: "create", path: "/a", text: "x" });
    expect(movedSince(take, byPath(LIVE), new Set(["/a"]))).toEqual([]);
    const update = change({ op: "update", path: "/a", before: "old", text: "x" });
    expect(movedSince(update, byPath(LIVE), new Set(["/a"]))).toHaveLength(1);
  });

  it.each([
    [change({ op: "delete", path: "/gone", before: "x" }), true],
    [change({ op: "delete", path: "/a", before: "A" }), false],
    [change({ op: "update", path: "/a", before: "old", text: "A" }), true],
    [change({ op: "create", path: "/a", text: "A" }), true],
    [change({ op: "create", path: "/a", text: "else" }), false],
    [change({ op: "rename", path: "/gone", newPath: "/a", before: "A" }), true],
    [change({ op: "rename", path: "/b", newPath: "/a", before: "B" }), false],
    [change({ op: "merge", path: "/a", sources: [source("/a", "old"), source("/gone", "x")], text: "A" }), true],
    [change({ op: "merge", path: "/a", sources: [source("/b", "B")], text: "A" }), false],
  ])("is already true: %#", (c, wanted) => expect(alreadyTrue(c, byPath(LIVE))).toBe(wanted));
});

describe("what is in the way of one version", () => {
  const none = new Map<string, string[]>();

  it("nothing", () => {
    expect(applyConflicts([], none, LIVE)).toEqual([]);
    expect(applyConflicts([change({ op: "create", path: "/n", text: "x" })], none, LIVE)).toEqual([]);
  });

  it("a move counts first, of every change", () => {
    const moved = [change({ op: "create", path: "/a", text: "x" }), change({ op: "update", path: "/b", before: "old", text: "x" })];
    expect(applyConflicts([...moved, change({ op: "create", path: "/c/d", text: "x" })], none, LIVE)).toEqual([
      { change_id: "chg/a", path: "/a", kind: "moved" },
      { change_id: "chg/b", path: "/b", kind: "moved" },
    ]);
  });

  it("a path below or above another names the change that writes there", () => {
    const fine = change({ op: "create", path: "/fine", text: "x" });
    expect(applyConflicts([fine, change({ op: "create", path: "/a/b", text: "x" })], none, LIVE)).toEqual([
      { change_id: "chg/a/b", path: "/a/b", kind: "path" },
    ]);
    const live = [revision("/x/y", "x")];
    expect(applyConflicts([fine, change({ op: "create", path: "/x", text: "x" })], none, live)).toEqual([
      { change_id: "chg/x", path: "/x", kind: "path" },
    ]);
  });

  it("and is not in the way when it goes in the same step", () => {
    const away = change({ op: "delete", path: "/a", before: "A" });
    const below = change({ op: "create", path: "/a/b", text: "x" });
    expect(applyConflicts([away, below], new Map([[below.id, [away.id]]]), LIVE)).toEqual([]);
  });

  it("the number of memories names as many of the new ones as are too many", () => {
    const live = Array.from({ length: MAX_MEMORIES - 1 }, (_, i) => revision(`/m/${i}`, "x"));
    const made = ["/1", "/2", "/3"].map((path) => change({ op: "create", path, text: "x" }));
    expect(applyConflicts(made, none, live).map((c) => [c.path, c.kind])).toEqual([
      ["/2", "limit"],
      ["/3", "limit"],
    ]);
  });
});

describe("apply, then rollback", () => {
  const paths = ["/a", "/b", "/c", "/d", "/e"];
  const arbitraryChange = fc
    .record({
      op: fc.constantFrom("create" as const, "update" as const, "delete" as const, "rename" as const, "merge" as const),
      path: fc.constantFrom(...paths),
      newPath: fc.constantFrom(...paths),
      text: fc.constantFrom("A", "B", "x", ""),
      sources: fc.uniqueArray(fc.constantFrom(...paths), { minLength: 1, maxLength: 3 }),
    })
    .map(({ op, path, newPath, text, sources }) =>
      change({
        op,
        path,
        newPath: op === "rename" ? newPath : null,
        text: op === "delete" ? null : text,
        sources: op === "merge" ? sources.map((s) => source(s, "")) : [],
      }),
    );
  const standing = (state: readonly RevisionFields[]) => state.map((r) => [r.path, r.memoryId, r.sha256, r.kind]).sort();
  const live = (state: readonly RevisionFields[]): LiveRevision[] => state.map((r, i) => ({ ...r, id: `next${i}` }));

  it("is the identity, whatever was applied: paths, memories, words", () => {
    fc.assert(
      fc.property(fc.array(arbitraryChange, { maxLength: 6 }), (changes) => {
        // Only what may be applied: no rename onto itself or onto what stands, which the conflict check refuses.
        const plan = planApply(
          changes.filter((c) => c.op !== "rename" || c.newPath !== c.path),
          LIVE,
        );
        const next = live(nextState(LIVE, plan));
        const back = planRollback(next, LIVE);
        const restored = nextState(next, back);
        expect(standing(restored)).toEqual(standing(LIVE));
        // Nothing that already reads so is written again.
        expect(planRollback(live(restored), LIVE)).toEqual({ end: [], begin: [] });
        const kept = next.filter((r) => !back.end.includes(r.id));
        for (const r of kept) expect(LIVE.some((l) => l.path === r.path && l.sha256 === r.sha256 && l.memoryId === r.memoryId)).toBe(true);
        for (const r of back.begin) expect(LIVE.map((l) => l.id)).toContain(r.originRevisionId);
      }),
      { numRuns: 1_000 },
    );
  });

  it("one memory a path, and one path a memory, after any step", () => {
    fc.assert(
      fc.property(fc.array(arbitraryChange, { maxLength: 6 }), (changes) => {
        // A rename onto what stands is refused before it is planned.
        const free = changes.filter((c) => c.op !== "rename" || !paths.slice(0, 3).includes(c.newPath ?? ""));
        const wanted = free.filter((c, i) => c.op !== "rename" || !free.slice(0, i).some((o) => [o.path, o.newPath].includes(c.newPath)));
        const state = nextState(LIVE, planApply(wanted, LIVE));
        expect(new Set(state.map((r) => r.path)).size).toBe(state.length);
        expect(new Set(state.map((r) => r.memoryId)).size).toBe(state.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

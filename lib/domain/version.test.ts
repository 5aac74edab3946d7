import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentHash, INDEX_PATH, MAX_MEMORIES } from "@/lib/domain/memory";
import {
  assertState,
  countPlan,
  deriveIndex,
  type LiveRevision,
  MAX_INDEX_BYTES,
  memoryTitle,
  nextState,
  planRollback,
  stateProblem,
  TITLE_WITHIN,
} from "@/lib/domain/version";

const revision = (id: string, memoryId: string, path: string, content = "x", over: Partial<LiveRevision> = {}): LiveRevision => ({
  id,
  memoryId,
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
const bytes = (s: string) => new TextEncoder().encode(s).length;

describe("a memory's title", () => {
  it.each([
    ["# Refunds\n\nWithin 5 days.", "Refunds"],
    ["\n\n- first point\n- second", "first point"],
    ["---\nname: x\n", "name: x"],
    ["\r\n\r\n### A heading\r\n", "A heading"],
    ["", "(empty)"],
    [" \n\t\n", "(empty)"],
    ["\ufeff# With a byte order mark", "With a byte order mark"],
    ["# Old\rMac", "Old"],
    ["# One\u2028two", "One"],
    ["x".repeat(80), "x".repeat(80)],
    ["x".repeat(81), `${"x".repeat(79)}…`],
    [`${"x".repeat(78)} y and more`, `${"x".repeat(78)}…`],
    [`${"x".repeat(78)}😀😀`, `${"x".repeat(78)}…`],
    [`${" ".repeat(TITLE_WITHIN - 1)}😀`, "(empty)"],
  ])("%j", (content, title) => expect(memoryTitle(content)).toBe(title));

  it("is one line of at most 80 characters and whole Unicode, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.nat(1_100), (s, blank) => {
        const title = memoryTitle(" ".repeat(blank) + s);
        expect(title.length).toBeLessThanOrEqual(80);
        expect(title.isWellFormed()).toBe(true);
        expect(title).not.toMatch(/[\r\n\u2028]/);
        expect(title).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });
});

describe("the derived index", () => {
  it("has a line a memory, in order of the paths' bytes, whatever order they come in", () => {
    const memories = ["/b", "/a", "/\uff5e", "/𐐀"].map((path) => ({ path, title: `Of ${path}` }));
    const text = "# Index\n\n- /a: Of /a\n- /b: Of /b\n- /\uff5e: Of /\uff5e\n- /𐐀: Of /𐐀\n";
    expect(deriveIndex(memories)).toBe(text);
    expect(deriveIndex([...memories].reverse())).toBe(text);
  });

  it("is none for an empty store", () => expect(deriveIndex([])).toBeNull());

  it("has a line a folder with counts once it would pass 25 KB, and never passes 25 KB", () => {
    const line = (n: number) => ({ path: `/f/${String(n).padStart(4, "0")}`, title: "é".repeat(30) });
    const per = bytes(`- ${line(0).path}: ${line(0).title}\n`);
    const fits = Math.floor((MAX_INDEX_BYTES - bytes("# Index\n\n")) / per);
    const at = (n: number) => deriveIndex(Array.from({ length: n }, (_, i) => line(i))) ?? "";
    expect(at(fits).split("\n")).toHaveLength(fits + 3);
    expect(bytes(at(fits))).toBeLessThanOrEqual(MAX_INDEX_BYTES);
    expect(at(fits + 1)).toBe(`# Index\n\n- /f/ (${fits + 1} memories)\n`);
    const folders = Array.from({ length: 2_000 }, (_, i) => ({ path: `/${"x".repeat(200)}${i}/m`, title: "" }));
    const cut = deriveIndex(folders) ?? "";
    expect(bytes(cut)).toBeLessThan(MAX_INDEX_BYTES + 40);
    expect(cut).toMatch(/- and \d+ more folders\n$/);
    expect(deriveIndex([...Array.from({ length: 1_500 }, (_, i) => line(i)), { path: "/one", title: "t" }])).toContain("- / (1 memory)\n");
  });
});

describe("what may stand as a state", () => {
  const at = (path: string, derived = false) => ({ path, derived });

  it.each([
    ["the same path twice", [at("/a"), at("/a")], { path: "/a", kind: "path" }],
    ["one below another", [at("/a"), at("/a/b")], { path: "/a/b", kind: "path" }],
    ["no path", [at("a")], { path: "a", kind: "path" }],
    ["one too many", Array.from({ length: MAX_MEMORIES + 1 }, (_, i) => at(`/${i}`)), { path: `/${MAX_MEMORIES}`, kind: "limit" }],
  ])("not %s", (_name, state, wanted) => {
    expect(stateProblem(state)).toMatchObject(wanted);
    expect(() => assertState(state)).toThrowError(
      expect.objectContaining({ type: "unprocessable", details: [expect.objectContaining(wanted)] }),
    );
  });

  it("2,000 memories and the derived index", () => {
    const full = Array.from({ length: MAX_MEMORIES }, (_, i) => at(`/${i}`));
    expect(stateProblem([...full, at(INDEX_PATH, true)])).toBeNull();
    expect(stateProblem([...full, at(INDEX_PATH)])).toMatchObject({ kind: "limit" });
  });
});

describe("a rollback's plan", () => {
  const A = revision("r1", "a", "/a", "one");
  const B = revision("r2", "b", "/b", "two");

  it("restores with the origin of the words, which a second rollback keeps", () => {
    const first = planRollback([], [A]);
    expect(first).toMatchObject({ end: [], begin: [{ memoryId: "a", path: "/a", originRevisionId: "r1" }] });
    const restored = { ...(first.begin[0] as LiveRevision), id: "r9" };
    expect(planRollback([], [restored]).begin[0]?.originRevisionId).toBe("r1");
  });

  it("leaves what already reads so, also what was restored from there", () => {
    expect(planRollback([A, B], [A, B])).toEqual({ end: [], begin: [] });
    expect(planRollback([{ ...A, id: "r9", originRevisionId: "r1", trust: "operator" }], [A])).toEqual({ end: [], begin: [] });
  });

  it("of a kind alone is a change", () => {
    expect(planRollback([{ ...A, id: "r9", kind: "preference" }], [A])).toMatchObject({ end: ["r9"], begin: [{ kind: "fact" }] });
  });

  it("with paths touches those only, and fetches back what was moved away from them", () => {
    const moved = { ...A, id: "r9", path: "/z" };
    const changed = { ...B, id: "r8", sha256: contentHash("else") };
    expect(planRollback([moved, changed], [A, B], ["/b"])).toMatchObject({ end: ["r8"], begin: [{ path: "/b", originRevisionId: "r2" }] });
    expect(planRollback([moved, changed], [A, B], ["/a"])).toMatchObject({ end: ["r9"], begin: [{ path: "/a", originRevisionId: "r1" }] });
    expect(planRollback([moved, changed], [A, B], ["/nowhere"])).toEqual({ end: [], begin: [] });
    const other = revision("r7", "c", "/a", "a newcomer");
    expect(planRollback([other, moved], [A], ["/a"])).toMatchObject({ end: ["r7", "r9"], begin: [{ memoryId: "a", path: "/a" }] });
    expect(planRollback([other], [], ["/a"])).toEqual({ end: ["r7"], begin: [] });
  });

  const content = fc.constantFrom("x", "y");
  const state = fc
    .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("/1", "/2", "/3", "/4"), content), {
      selector: ([memory]) => memory,
      maxLength: 4,
    })
    .map((rows) => rows.filter(([, path], i) => rows.findIndex(([, p]) => p === path) === i))
    .chain((rows) => fc.nat(1_000).map((n) => rows.map(([memory, path, text], i) => revision(`r${n}-${i}`, memory, path, text))));
  const standing = (rows: readonly { path: string; memoryId: string; sha256: string }[]) =>
    rows.map((r) => `${r.path} ${r.memoryId} ${r.sha256}`).sort();

  it("makes any state read like any other, and counts what differs", () => {
    fc.assert(
      fc.property(state, state, (live, target) => {
        const plan = planRollback(live, target);
        expect(standing(nextState(live, plan))).toEqual(standing(target));
        const counts = countPlan(live, plan);
        const of = (rows: LiveRevision[]) => new Map(rows.map((r) => [r.memoryId, r]));
        const [before, after] = [of(live), of(target)];
        expect(counts.created).toBe([...after.keys()].filter((m) => !before.has(m)).length);
        expect(counts.removed).toBe([...before.keys()].filter((m) => !after.has(m)).length);
        const both = [...after.values()].filter((r) => before.has(r.memoryId));
        expect(counts.renamed).toBe(both.filter((r) => before.get(r.memoryId)?.path !== r.path).length);
        expect(counts.updated).toBe(both.filter((r) => before.get(r.memoryId)?.sha256 !== r.sha256).length);
      }),
      { numRuns: 1_000 },
    );
  });

  it("with paths leaves each of them as in the target, one memory a path and one path a memory", () => {
    fc.assert(
      fc.property(state, state, fc.subarray(["/1", "/2", "/3", "/4"]), (live, target, paths) => {
        const next = nextState(live, planRollback(live, target, paths));
        const at = (rows: readonly { path: string; sha256: string }[], path: string) => rows.find((r) => r.path === path)?.sha256;
        for (const path of paths) expect(at(next, path)).toBe(at(target, path));
        expect(new Set(next.map((r) => r.path)).size).toBe(next.length);
        expect(new Set(next.map((r) => r.memoryId)).size).toBe(next.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { INDEX_PATH, MAX_MEMORY_BYTES } from "@/lib/domain/memory";
import { deriveIndex, memoryTitle } from "@/lib/domain/version";
import { getStoreMemory } from "@/lib/queries/memory";
import { getProposal } from "@/lib/queries/proposals";
import { getVersion } from "@/lib/queries/versions";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { importMemory } from "@/lib/services/import-memory";
import { previewRollback, rollBack } from "@/lib/services/roll-back";
import { headContents, makeProposal, makeStore, makeWorkspace, outcomeOf, readState, refusalOf } from "@/lib/testing/factories";

const PATHS = ["/a.md", "/b.md", "/c/d.md", "/c/e.md", "/é/ü.md", "/𐐀.md", "/\uff5e.md"];
const OWN_INDEX = "# My own\r\n";

const TEXTS = [
  "",
  "\ufeff# With a byte order mark\r\nand CRLF\r\n",
  "no end of line",
  "\r\n\r\n\n",
  "😀".repeat(79),
  `${"x".repeat(78)}👩‍👩‍👧‍👦 a family on the edge of a title`,
  `${" ".repeat(999)}😀 after a long blank`,
  "#".repeat(30),
  "e\u0301 is not \u00e9",
  "x".repeat(MAX_MEMORY_BYTES),
  "é".repeat(MAX_MEMORY_BYTES / 2),
];
const text = fc.oneof({ arbitrary: fc.constantFrom(...TEXTS), weight: 2 }, fc.string({ unit: "binary", maxLength: 60 }).map(storable));
/** What may stand in a memory: no NUL. */
function storable(s: string): string {
  return s.replaceAll("\0", "").toWellFormed();
}
const path = fc.constantFrom(...PATHS);

type Op =
  | { op: "put"; path: string; text: string }
  | { op: "delete"; path: string }
  | { op: "import"; files: { path: string; content: string }[] }
  | { op: "rollback"; back: number }
  | { op: "rollback-paths"; back: number; paths: string[] }
  | { op: "create" | "update"; path: string; text: string }
  | { op: "remove"; path: string }
  | { op: "rename"; path: string; to: string }
  | { op: "merge"; into: string; from: string[]; text: string };

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant("put" as const), path, text }) },
  fc.record({ op: fc.constant("delete" as const), path: fc.constantFrom(...PATHS, INDEX_PATH) }),
  fc.record({
    op: fc.constant("import" as const),
    files: fc.uniqueArray(
      fc.oneof(
        { weight: 6, arbitrary: fc.record({ path, content: text }) },
        { weight: 1, arbitrary: fc.constant({ path: INDEX_PATH, content: OWN_INDEX }) },
      ),
      { minLength: 1, maxLength: 3, selector: (f) => f.path },
    ),
  }),
  { weight: 2, arbitrary: fc.record({ op: fc.constant("rollback" as const), back: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant("rollback-paths" as const),
      back: fc.nat(20),
      paths: fc.uniqueArray(fc.constantFrom(...PATHS, INDEX_PATH), { minLength: 1, maxLength: 2 }),
    }),
  },
  fc.record({ op: fc.constantFrom("create" as const, "update" as const), path, text }),
  fc.record({ op: fc.constant("remove" as const), path }),
  fc.record({ op: fc.constant("rename" as const), path, to: path }),
  fc.record({ op: fc.constant("merge" as const), into: path, from: fc.uniqueArray(path, { minLength: 1, maxLength: 3 }), text }),
);

type Known = { content: string; memoryId: string; kind: string };
/** What a version holds, the index only where the store brought its own. */
type Model = Map<string, Known>;

const nodeHash = (s: string) => createHash("sha256").update(s, "utf8").digest("hex");
function independentHash(state: readonly { path: string; kind: string; content: string }[]): string {
  const sorted = [...state].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  return nodeHash(sorted.map((m) => `${m.path}\0${m.kind}\0${nodeHash(m.content)}\n`).join(""));
}

/** What the store has to hold for this model: its memories, and the index that follows from them. */
function withIndex(model: Model): { path: string; kind: string; content: string }[] {
  const state = [...model].map(([p, m]) => ({ path: p, kind: m.kind, content: m.content }));
  if (model.has(INDEX_PATH)) return state;
  const index = deriveIndex(state.map((m) => ({ path: m.path, title: memoryTitle(m.content) })));
  return index === null ? state : [...state, { path: INDEX_PATH, kind: "index", content: index }];
}

async function runOp(ctx: Context, storeId: string, o: Op, versions: number, before: Model): Promise<{ number: number | null } | null> {
  const version = (made: { number: number } | null) => ({ number: made?.number ?? null });
  const proposed = async (change: Parameters<typeof makeProposal>[2][number]) => {
    const proposal = await makeProposal(ctx, storeId, [change]);
    const [c] = proposal.changes;
    await decideChanges(ctx, proposal.id, { decisions: [{ change_id: c?.id ?? "", verdict: "accept" }] });
    return { number: (await applyProposal(ctx, proposal.id, { undecided: "leave" })).version };
  };
  try {
    switch (o.op) {
      case "put":
        return version(await putMemory(ctx, storeId, { path: o.path, content: o.text }));
      case "delete":
        return version(await deleteMemory(ctx, storeId, { path: o.path }));
      case "import":
        return version(await importMemory(ctx, storeId, o.files));
      case "rollback":
        return version(await rollBack(ctx, storeId, { to_version: Math.max(1, versions - o.back), reason: "test" }));
      case "rollback-paths":
        return version(await rollBack(ctx, storeId, { to_version: Math.max(1, versions - o.back), paths: o.paths, reason: "test" }));
      case "create":
      case "update":
        return await proposed({ op: o.op, path: o.path, after: o.text });
      case "remove":
        return await proposed({ op: "delete", path: o.path });
      case "rename":
        return o.path === o.to ? null : await proposed({ op: "rename", path: o.path, newPath: o.to });
      case "merge":
        return await proposed({ op: "merge", path: o.into, from: o.from, after: o.text });
      default:
        return o satisfies never;
    }
  } catch (e) {
    // A refusal changes nothing, and that is checked; a bug fails the test.
    if (e instanceof AppError && mayBeRefused(o, before)) return null;
    throw e;
  }
}

/** Only what names a memory that is not there, or writes over one, may be refused: every text and path here can stand in a store. */
function mayBeRefused(o: Op, before: Model): boolean {
  switch (o.op) {
    case "delete":
      return !before.has(o.path);
    case "rename":
      return !before.has(o.path) || before.has(o.to);
    case "merge":
      return o.from.some((p) => !before.has(p));
    default:
      return false;
  }
}

/** What the operation has to leave behind, computed without the product's own plan; undefined where only "reads as its version" is claimed. */
function expected(o: Op, before: Model, history: Model[]): Map<string, string> | undefined {
  const now = new Map([...before].map(([p, m]) => [p, m.content]));
  switch (o.op) {
    case "put":
    case "create":
    case "update":
      return now.set(o.path, o.text);
    case "delete":
    case "remove":
      now.delete(o.path);
      return now;
    case "import":
      for (const f of o.files) now.set(f.path, f.content);
      return now;
    case "rollback":
      return new Map([...(history[Math.max(1, history.length - 1 - o.back)] as Model)].map(([p, m]) => [p, m.content]));
    case "rename": {
      now.set(o.to, now.get(o.path) as string);
      now.delete(o.path);
      return now;
    }
    case "merge":
      for (const p of o.from) now.delete(p);
      return now.set(o.into, o.text);
    case "rollback-paths":
      return undefined;
    default:
      return o satisfies never;
  }
}

describe("versions", () => {
  it("read back byte for byte whatever came after; a rollback gives the content and the hash of its version; the index follows", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(op, { minLength: 4, maxLength: 14 }), async (ops) => {
        const { id, admin } = await makeWorkspace();
        const storeId = await makeStore(admin);
        // history[n] is what version n holds; version 1 is empty.
        const history: Model[] = [new Map(), new Map()];
        for (const o of ops) {
          const head = history.length - 1;
          const before = history[head] as Model;
          const made = await runOp(admin, storeId, o, head, before);
          const state = await readState(id, storeId, made?.number ?? head);
          const model: Model = new Map(state.filter((m) => !m.derived).map((m) => [m.path, m]));
          const contents = new Map([...model].map(([p, m]) => [p, m.content]));
          if (made?.number == null) {
            expect(contents).toEqual(new Map([...before].map(([p, m]) => [p, m.content])));
            continue;
          }
          expect(made.number).toBe(head + 1);
          const wanted = expected(o, before, history);
          if (wanted) expect(contents).toEqual(wanted);
          if (o.op === "rollback-paths") {
            const target = history[Math.max(1, head - o.back)] as Model;
            for (const p of o.paths) if (p !== INDEX_PATH) expect(contents.get(p)).toBe(target.get(p)?.content);
          }
          history.push(model);
        }
        for (const [n, model] of history.entries()) {
          if (n === 0) continue;
          const state = await readState(id, storeId, n);
          const wanted = withIndex(model);
          expect(state.map((m) => [m.path, m.kind, m.content])).toEqual(
            wanted.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))).map((m) => [m.path, m.kind, m.content]),
          );
          const view = await getVersion(admin.scope, storeId, n);
          expect(view.hash).toBe(independentHash(wanted));
          expect(view.memories.map((m) => [m.path, m.content])).toEqual(state.map((m) => [m.path, m.content]));
          const parent = (history[n - 1] ?? new Map()) as Model;
          if (n > 1) expect(view.counts).toEqual(countsBetween(parent, model));
        }
        for (const n of [1, Math.ceil(history.length / 2), history.length - 1]) {
          const wanted = await getVersion(admin.scope, storeId, n);
          await rollBack(admin, storeId, { to_version: n, reason: "" });
          expect((await getStoreMemory(admin.scope, storeId)).hash).toBe(wanted.hash);
        }
      }),
      { numRuns: 10, interruptAfterTimeLimit: 10_000 },
    );
  }, 60_000);
});

/** Counts by memory, not by path: a memory that is renamed is the same. The index is left out. */
function countsBetween(a: Model, b: Model) {
  const byId = (m: Model) => new Map([...m].filter(([p]) => p !== INDEX_PATH).map(([p, k]) => [k.memoryId, { path: p, ...k }]));
  const [before, after] = [byId(a), byId(b)];
  const counts = { created: 0, updated: 0, removed: 0, renamed: 0 };
  for (const [id, m] of after) {
    const old = before.get(id);
    if (!old) counts.created++;
    else {
      if (old.path !== m.path) counts.renamed++;
      if (old.content !== m.content || old.kind !== m.kind) counts.updated++;
    }
  }
  for (const id of before.keys()) if (!after.has(id)) counts.removed++;
  return counts;
}

describe("a rollback", () => {
  it("previews what it does, and does it", async () => {
    const { id, admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/a.md", content: "one" });
    await putMemory(admin, storeId, { path: "/b.md", content: "two" });
    await putMemory(admin, storeId, { path: "/a.md", content: "one, changed" });
    await deleteMemory(admin, storeId, { path: "/b.md" });
    await putMemory(admin, storeId, { path: "/c.md", content: "three" });
    const preview = await previewRollback(admin, storeId, { to_version: 3, reason: "" });
    expect(preview.changes.map((c) => [c.op, c.path, c.before, c.after]).sort()).toEqual([
      ["create", "/b.md", null, "two"],
      ["delete", "/c.md", "three", null],
      ["update", "/a.md", "one, changed", "one"],
    ]);
    const made = await rollBack(admin, storeId, { to_version: 3, reason: "wrong", expected_head: 6 });
    expect(made).toMatchObject({ number: 7, counts: { created: 1, updated: 1, removed: 1, renamed: 0 } });
    expect(await headContents(id, storeId)).toEqual({ "/a.md": "one", "/b.md": "two" });
    expect(await getVersion(admin.scope, storeId, 7)).toMatchObject({ cause: "rollback", to_version: 3, parent: 6, message: "wrong" });
    // Already so: no version.
    expect(await rollBack(admin, storeId, { to_version: 3, reason: "" })).toBeNull();
    expect((await refusalOf(rollBack(admin, storeId, { to_version: 2, reason: "", expected_head: 6 }))).details).toEqual({
      expected_head: 6,
      head_version: 7,
    });
    expect(await outcomeOf(rollBack(admin, storeId, { to_version: 8, reason: "" }))).toBe("not_found");
  });

  it("of the index alone makes no version", async () => {
    const { admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/a.md", content: "one" });
    await putMemory(admin, storeId, { path: "/b.md", content: "two" });
    expect(await rollBack(admin, storeId, { to_version: 2, paths: [INDEX_PATH], reason: "" })).toBeNull();
  });

  it("keeps a memory one memory, and remembers whose words they were", async () => {
    const { id, admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/a.md", content: "one" });
    await deleteMemory(admin, storeId, { path: "/a.md" });
    await rollBack(admin, storeId, { to_version: 2, reason: "" });
    const rows = await db.memoryRevision.findMany({ where: { workspaceId: id, storeId, path: "/a.md" }, orderBy: { fromVersion: "asc" } });
    expect(rows.map((r) => [r.fromVersion, r.untilVersion])).toEqual([
      [2, 3],
      [4, null],
    ]);
    expect(rows[1]).toMatchObject({ memoryId: rows[0]?.memoryId, originRevisionId: rows[0]?.id, byPerson: true, trust: "operator" });
  });
});

describe("writes at once", () => {
  it("of one memory by ten people with the text they read: exactly one wins, the others are told what stands there", async () => {
    const { id, admin, person } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/a.md", content: "start" });
    const expected_sha256 = nodeHash("start");
    const people = await Promise.all(Array.from({ length: 10 }, () => person("reviewer")));
    const outcomes = await Promise.all(
      people.map((p, i) => outcomeOf(putMemory(p, storeId, { path: "/a.md", content: `by ${i}`, expected_sha256 }))),
    );
    expect(outcomes.filter((o) => o === "ok")).toHaveLength(1);
    expect(outcomes.filter((o) => o === "conflict")).toHaveLength(9);
    expect(await headContents(id, storeId)).toEqual({ "/a.md": `by ${outcomes.indexOf("ok")}` });
  });

  it("of many kinds are one after the other: none is lost, none deadlocks, the numbers have no gap", async () => {
    const { id, admin, reviewer } = await makeWorkspace();
    const storeId = await makeStore(admin);
    const other = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/base.md", content: "base" });
    const proposals = await Promise.all(
      [0, 1, 2, 3].map(async (i) => {
        const p = await makeProposal(admin, storeId, [{ op: "create", path: `/proposed/${i}.md`, after: `p${i}` }]);
        await decideChanges(reviewer, p.id, { decisions: [{ change_id: p.changes[0]?.id ?? "", verdict: "accept" }] });
        return p.id;
      }),
    );
    const writes = [
      ...[0, 1, 2, 3, 4].map((i) => () => putMemory(reviewer, storeId, { path: `/put/${i}.md`, content: `put ${i}` })),
      ...[0, 1].map((i) => () => importMemory(reviewer, storeId, [{ path: `/imported/${i}.md`, content: `i${i}` }])),
      ...[0, 1, 2].map((i) => () => putMemory(admin, other, { path: `/other/${i}.md`, content: "x" })),
      ...proposals.map((p) => () => applyProposal(reviewer, p, { undecided: "leave" })),
    ];
    expect(await Promise.all(writes.map((w) => outcomeOf(w())))).toEqual(writes.map(() => "ok"));
    const contents = await headContents(id, storeId);
    expect(Object.keys(contents)).toHaveLength(1 + 5 + 2 + 4);
    const versions = await db.version.findMany({ where: { workspaceId: id, storeId }, orderBy: { number: "asc" } });
    expect(versions.map((v) => v.number)).toEqual(versions.map((_, i) => i + 1));
    expect(versions).toHaveLength(1 + 1 + 5 + 2 + 4);
    for (const v of versions) {
      const state = await readState(id, storeId, v.number);
      expect(independentHash(state)).toBe(v.hash);
    }
  });

  it("of rollbacks that expect the same head: exactly one is made", async () => {
    const { admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/a.md", content: "one" });
    await putMemory(admin, storeId, { path: "/a.md", content: "two" });
    await putMemory(admin, storeId, { path: "/a.md", content: "three" });
    const outcomes = await Promise.all(
      [1, 2, 3, 1, 2, 3].map((to_version) => outcomeOf(rollBack(admin, storeId, { to_version, reason: "", expected_head: 4 }))),
    );
    expect(outcomes.sort()).toEqual(["conflict", "conflict", "conflict", "conflict", "conflict", "ok"]);
  });
});

describe("a store", () => {
  it("holds 2,000 memories and refuses one more, whole", async () => {
    const { id, admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    const files = Array.from({ length: 2_000 }, (_, i) => ({ path: `/many/${i}.md`, content: `Memory ${i}.\n` }));
    await importMemory(admin, storeId, files);
    expect(await outcomeOf(putMemory(admin, storeId, { path: "/one-more.md", content: "x" }))).toBe("unprocessable");
    expect(await outcomeOf(importMemory(admin, storeId, [{ path: "/one-more.md", content: "x" }]))).toBe("unprocessable");
    const head = await getStoreMemory(admin.scope, storeId);
    expect(head.version).toBe(2);
    expect(head.memories.filter((m) => m.path !== INDEX_PATH)).toHaveLength(2_000);
    // One leaves, one comes: the index is no memory.
    await deleteMemory(admin, storeId, { path: "/many/0.md" });
    expect(await putMemory(admin, storeId, { path: "/one-more.md", content: "x" })).toMatchObject({ number: 4 });
    expect(Object.keys(await headContents(id, storeId))).toHaveLength(2_000);
  });

  it("refuses a memory below another, and one above", async () => {
    const { admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/a/b", content: "x" });
    expect(await outcomeOf(putMemory(admin, storeId, { path: "/a/b/c", content: "x" }))).toBe("unprocessable");
    expect(await outcomeOf(putMemory(admin, storeId, { path: "/a", content: "x" }))).toBe("unprocessable");
  });

  it("refuses what is no memory: too long, not Unicode, no path", async () => {
    const { admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    for (const [path, content] of [
      ["/a.md", "x".repeat(MAX_MEMORY_BYTES + 1)],
      ["/a.md", "\ud800"],
      ["/a.md", "a\0b"],
      ["a.md", "x"],
      ["/../a.md", "x"],
      ["/a\u202e.md", "x"],
      ["/e\u0301.md", "x"],
    ] as const) {
      expect(await outcomeOf(putMemory(admin, storeId, { path, content }))).toBe("invalid_request");
    }
    expect(await outcomeOf(putMemory(admin, storeId, { path: INDEX_PATH, content: "x" }))).toBe("unprocessable");
    await putMemory(admin, storeId, { path: "/a.md", content: "x" });
    expect(await outcomeOf(putMemory(admin, storeId, { path: INDEX_PATH, content: "x" }))).toBe("unprocessable");
    expect(await outcomeOf(deleteMemory(admin, storeId, { path: INDEX_PATH }))).toBe("unprocessable");
  });
});

describe("applying a proposal of which nothing is accepted", () => {
  it("makes no version and is rejected; what is open moves into one new proposal with its decisions", async () => {
    const w = await makeWorkspace();
    const storeId = await makeStore(w.admin);
    const proposal = await makeProposal(w.admin, storeId, [
      { op: "create", path: "/a.md" },
      { op: "create", path: "/b.md" },
    ]);
    const [a, b] = proposal.changes.map((c) => c.id) as [string, string];
    await decideChanges(w.reviewer, proposal.id, {
      decisions: [
        { change_id: a, verdict: "reject", reason_code: "words of a program" },
        { change_id: b, verdict: "later", comment: "on Monday" },
      ],
    });
    const applied = await applyProposal(w.reviewer, proposal.id, { undecided: "leave" });
    expect(applied.version).toBeNull();
    const [old, rest] = await Promise.all([proposal.id, applied.restId ?? ""].map((id) => getProposal(w.viewer.scope, id)));
    expect([old?.status, old?.moved_to, rest?.status, rest?.rest_of]).toEqual(["rejected", rest?.id, "open", proposal.id]);
    expect(rest?.changes.map((c) => [c.id, c.state, c.decisions[0]?.comment])).toEqual([[b, "later", "on Monday"]]);
    expect(await headContents(w.id, storeId)).toEqual({});
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/domain/context";
import { compareVersions, getDifference, listDifferences } from "@/lib/queries/compare";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { importMemory } from "@/lib/services/import-memory";
import { keyContext, makeProposal, makeStore, makeWorkspace, outcomeOf } from "@/lib/testing/factories";

let ctx: Context;
let storeId: string;

const none = { created: 0, updated: 0, removed: 0, renamed: 0 };

// 2: four memories, 3: one is renamed, 4: its text changes too, 5: one goes, 6: one is new, 7: one that went is written anew.
beforeAll(async () => {
  ctx = (await makeWorkspace()).admin;
  storeId = await makeStore(ctx);
  await importMemory(ctx, storeId, [
    { path: "/a.md", content: "A" },
    { path: "/b.md", content: "B" },
    { path: "/keep.md", content: "Keep" },
  ]);
  const proposal = await makeProposal(ctx, storeId, [{ op: "rename", path: "/b.md", newPath: "/c/b.md" }]);
  await decideChanges(ctx, proposal.id, { decisions: [{ change_id: proposal.changes[0]?.id ?? "", verdict: "accept" }] });
  await applyProposal(ctx, proposal.id, { undecided: "leave" });
  await putMemory(ctx, storeId, { path: "/c/b.md", content: "B2" });
  await deleteMemory(ctx, storeId, { path: "/a.md" });
  await putMemory(ctx, storeId, { path: "/new.md", content: "New" });
  await putMemory(ctx, storeId, { path: "/a.md", content: "A again" });
});

const compare = (from: number, to: number) => compareVersions(ctx.scope, storeId, from, to);

describe("comparing two versions", () => {
  it("tells what is new, what went and what was renamed, by path, and leaves out the index and what is the same", async () => {
    expect(await compare(2, 6)).toEqual({
      store_id: storeId,
      from: 2,
      to: 6,
      counts: { created: 1, updated: 1, removed: 1, renamed: 1 },
      changes: [
        { op: "removed", path: "/a.md", kind: expect.any(String), before: "A", after: null },
        { op: "renamed", path: "/b.md", new_path: "/c/b.md", kind: expect.any(String), before: "B", after: "B2" },
        { op: "created", path: "/new.md", kind: expect.any(String), before: null, after: "New" },
      ],
    });
  });

  it("counts a memory that only moved as renamed, with its words as they were", async () => {
    const { counts, changes } = await compare(2, 3);
    expect(counts).toEqual({ ...none, renamed: 1 });
    expect(changes).toMatchObject([{ op: "renamed", path: "/b.md", new_path: "/c/b.md", before: "B", after: "B" }]);
  });

  it("goes backwards: what was new is removed, what went is back", async () => {
    const { counts, changes } = await compare(6, 2);
    expect(counts).toEqual({ created: 1, updated: 1, removed: 1, renamed: 1 });
    expect(changes.map((c) => [c.op, c.path, c.new_path, c.before, c.after])).toEqual([
      ["created", "/a.md", undefined, null, "A"],
      ["renamed", "/c/b.md", "/b.md", "B2", "B"],
      ["removed", "/new.md", undefined, "New", null],
    ]);
  });

  it("compares what was removed and written anew under the same path as one text", async () => {
    const { changes } = await compare(4, 7);
    expect(changes.map((c) => [c.op, c.path, c.before, c.after])).toEqual([
      ["updated", "/a.md", "A", "A again"],
      ["created", "/new.md", null, "New"],
    ]);
  });

  it("finds nothing between a version and itself", async () => {
    expect(await compare(4, 4)).toEqual({ store_id: storeId, from: 4, to: 4, counts: none, changes: [] });
  });

  it("does not know a version that is not there, on either side, nor a store of another workspace", async () => {
    expect(await outcomeOf(compare(1, 99))).toBe("not_found");
    expect(await outcomeOf(compare(99, 1))).toBe("not_found");
    const other = (await makeWorkspace()).admin;
    expect(await outcomeOf(compareVersions(other.scope, storeId, 1, 2))).toBe("not_found");
    expect(await outcomeOf(compareVersions(keyContext(other.scope.workspaceId).scope, storeId, 1, 2))).toBe("not_found");
  });
});

describe("a list of what differs", () => {
  it("is the comparison itself while it is short; over that it has no texts, and each is had by its path", async () => {
    const { counts, changes } = await compare(2, 6);
    expect(await listDifferences(ctx.scope, storeId, 2, 6, changes.length)).toEqual({ counts, changes });
    const long = await listDifferences(ctx.scope, storeId, 2, 6, changes.length - 1);
    expect(long).toEqual({ counts, changes: changes.map(({ before: _before, after: _after, ...named }) => named) });
    for (const { path, before, after } of changes)
      expect(await getDifference(ctx.scope, storeId, { from: 2, to: 6, path })).toEqual({ before, after });
  });
  it("has no difference of a memory that reads the same in both", async () => {
    expect(await outcomeOf(getDifference(ctx.scope, storeId, { from: 2, to: 6, path: "/keep.md" }))).toBe("not_found");
  });
});

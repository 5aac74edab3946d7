import { beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/domain/context";
import { getMemory, readMemory } from "@/lib/queries/memory-history";
import { putMemory } from "@/lib/services/edit-memory";
import { makeStore, makeWorkspace } from "@/lib/testing/factories";

const TEXTS = 7;
let ctx: Context;
let storeId: string;

// Version 1 is empty; the texts begin with versions 2 to 8.
beforeAll(async () => {
  ctx = (await makeWorkspace()).admin;
  storeId = await makeStore(ctx);
  for (let n = 0; n < TEXTS; n++) await putMemory(ctx, storeId, { path: "/a.md", content: `Text ${n}` });
});

describe("a memory with more texts than are read at once", () => {
  it("gives every text once, newest first, page by page", async () => {
    const pages: number[][] = [];
    for (let before: number | undefined; ; ) {
      const { history, history_next } = await getMemory(ctx.scope, storeId, "/a.md", { history: 3, historyBefore: before });
      pages.push(history.map((r) => r.from_version));
      if (history_next === null) break;
      before = history_next;
    }
    expect(pages).toEqual([[8, 7, 6], [5, 4, 3], [2]]);
  });
  it("says which text is read, on whatever page of the history that stands", async () => {
    const { memory, standing } = await readMemory(ctx.scope, storeId, "/a.md", { version: 3, history: 2 });
    expect(memory).toMatchObject({ content: "Text 1", since_version: 3 });
    expect(memory.history.map((r) => r.from_version)).toEqual([8, 7]);
    expect(standing).toMatchObject({ content: "Text 1", from_version: 3, until_version: 4, cause: "edit" });
  });
});

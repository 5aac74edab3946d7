import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { type Context, mintScope } from "@/lib/domain/context";
import type { Snippet } from "@/lib/domain/snippet";
import { searchMemories, searchSessions } from "@/lib/queries/search";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { chatLines, makeAgent, makeStore, makeWorkspace, turns, upload } from "@/lib/testing/factories";

const PAGE = { limit: 20, after: null };
let ctx: Context;
let other: Context;
let storeId: string;
let agentId: string;

const hits = (s: Snippet | undefined) => s?.marks.map((m) => s.text.slice(m.start, m.end));

beforeAll(async () => {
  ctx = (await makeWorkspace()).admin;
  other = (await makeWorkspace()).admin;
  ({ agentId } = await makeAgent(ctx));
  storeId = await makeStore(ctx);
  await putMemory(ctx, storeId, { path: "/billing/invoices.md", content: "Customers want paper." });
  await putMemory(ctx, storeId, { path: "/style.md", content: "Send every invoice as PDF." });
  await putMemory(ctx, storeId, { path: "/gone.md", content: "An invoice that is history." });
  await deleteMemory(ctx, storeId, { path: "/gone.md" });
  await putMemory(ctx, storeId, { path: "/style.md", content: "Send every invoice as PDF, \ue000never\ue001 on paper." });
  await upload(
    ctx,
    agentId,
    chatLines(
      { id: "a", title: "First", messages: turns("Hello", "How can I help?", "My invoices are <b>wrong</b>", "The invoice is fixed.") },
      { id: "b", title: "About invoices", messages: turns("Hello", "Good day.") },
      { id: "c", title: "Third", messages: turns("Where is my parcel?", "On its way.") },
    ),
  );
});

describe("search over memories", () => {
  it("finds words in texts and in paths of the head, newest first, and marks them", async () => {
    const found = await searchMemories(ctx.scope, "invoices", PAGE);
    expect(found.map((m) => [m.path, m.store_id, m.since_version])).toEqual([
      ["/style.md", storeId, 6],
      ["/billing/invoices.md", storeId, 2],
    ]);
    expect(hits(found[0]?.snippet)).toEqual(["invoice"]);
    expect(found[0]?.snippet.text).toBe("Send every invoice as PDF, never on paper.");
    expect(found[1]?.snippet).toEqual({ text: "Customers want paper.", marks: [] });
  });

  it("is paged", async () => {
    const [first, more] = await searchMemories(ctx.scope, "paper", { limit: 1, after: null });
    expect([first?.path, more?.path]).toEqual(["/style.md", "/billing/invoices.md"]);
    const next = await searchMemories(ctx.scope, "paper", { limit: 1, after: first?.id ?? "" });
    expect(next.map((m) => m.path)).toEqual(["/billing/invoices.md"]);
  });

  it("takes what a pattern would mean as words, and finds nothing for words that say nothing", async () => {
    for (const q of ["%", "_", "\\", "the", "!!", '"', "zebra", "& | ("]) expect(await searchMemories(ctx.scope, q, PAGE)).toEqual([]);
  });

  it("reaches no other workspace, no archived store, and with an agent's key only the agent's stores", async () => {
    expect(await searchMemories(other.scope, "invoice", PAGE)).toEqual([]);
    expect(await searchMemories(mintScope(ctx.scope.workspaceId, agentId, []), "invoice", PAGE)).toEqual([]);
    expect(await searchMemories(mintScope(ctx.scope.workspaceId, agentId, [storeId]), "invoice", PAGE)).toHaveLength(2);
    const archived = await makeStore(ctx);
    await putMemory(ctx, archived, { path: "/x.md", content: "A walrus" });
    expect(await searchMemories(ctx.scope, "walrus", PAGE)).toHaveLength(1);
    await db.store.update({
      where: { workspaceId_id: { workspaceId: ctx.scope.workspaceId, id: archived } },
      data: { archivedAt: new Date() },
    });
    expect(await searchMemories(ctx.scope, "walrus", PAGE)).toEqual([]);
  });
});

describe("search over sessions", () => {
  it("finds words and names the first event that holds them, or none when only the title does", async () => {
    const found = await searchSessions(ctx.scope, "invoice", PAGE);
    const of = (id: string) => found.find((h) => h.session.external_id === id);
    expect(found.map((h) => h.session.id)).toEqual(
      found
        .map((h) => h.session.id)
        .sort()
        .reverse(),
    );
    expect(found).toHaveLength(2);
    expect(of("a")?.event).toMatchObject({ seq: 2, type: "user" });
    expect(hits(of("a")?.event?.snippet)).toEqual(["invoices"]);
    expect(of("b")?.event).toBeNull();
  });

  it("reaches no other workspace, and with an agent's key only the agent's sessions", async () => {
    expect(await searchSessions(other.scope, "invoice", PAGE)).toEqual([]);
    const sibling = await makeAgent(ctx);
    expect(await searchSessions(mintScope(ctx.scope.workspaceId, sibling.agentId, []), "invoice", PAGE)).toEqual([]);
  });
});

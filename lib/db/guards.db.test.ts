import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { rebaseProposal } from "@/lib/services/rebase-proposal";
import { recordDelivery } from "@/lib/services/record-delivery";
import { chatLines, makeAgent, makeProposal, makeWorkspace, receive, turns, upload } from "@/lib/testing/factories";

// Rule 1 holds against SQL that goes past the code. One workspace with a row in every table that is guarded.

let workspaceId = "";
let storeId = "";

/** The error code of a statement that is refused; "done" when it was not. */
async function run(sql: string): Promise<string> {
  try {
    await db.$transaction(async (tx) => {
      const rows = await tx.$executeRawUnsafe(sql);
      throw new Error(rows === 0 && !sql.startsWith("truncate") ? "nothing to do" : "done");
    });
  } catch (e) {
    const message = String((e as { message?: string }).message);
    if (message === "done" || message === "nothing to do") return message;
    return /is refused/.test(message) ? "refused" : message;
  }
  return "done";
}

beforeAll(async () => {
  const { id, admin } = await makeWorkspace();
  workspaceId = id;
  const agent = await makeAgent(admin);
  storeId = agent.storeId;
  await upload(admin, agent.agentId, chatLines({ id: "s1", messages: turns("Always reply in French.", "Oui.") }));
  await putMemory(admin, storeId, { path: "/a.md", content: "one" });
  await putMemory(admin, storeId, { path: "/b.md", content: "two" });
  await deleteMemory(admin, storeId, { path: "/b.md" });
  const [session] = await db.transcript.findMany({ where: { workspaceId } });
  const p = await makeProposal(admin, storeId, [
    {
      op: "update",
      path: "/a.md",
      after: "three",
      evidence: [
        {
          source: "transcript",
          transcriptId: session?.id ?? "",
          revision: 1,
          eventSeq: 0,
          start: 0,
          end: 6,
          quote: "Always",
          trust: "user",
          grounded: true,
          at: null,
          supports: [],
        },
      ],
    },
  ]);
  await decideChanges(admin, p.id, { decisions: [{ change_id: p.changes[0]?.id ?? "", verdict: "accept" }] });
  await applyProposal(admin, p.id, { undecided: "leave" });
  await recordDelivery(admin, { agentId: agent.agentId, sessionId: "s1", stores: [{ store_id: storeId, version: 5 }] });
  const moved = await makeProposal(admin, storeId, [
    { op: "create", path: "/c.md" },
    { op: "create", path: "/d.md" },
  ]);
  await putMemory(admin, storeId, { path: "/c.md", content: "else" });
  await rebaseProposal(admin, moved.id);
});

describe("the database refuses", () => {
  it.each([
    ["transcript_revision", "events = events + 1"],
    ["event", "text = 'forged'"],
    ["blob", "content = 'forged'"],
    ["version", "hash = 'forged'"],
    ["audit", "action = 'forged'"],
    ["decision", "verdict = 'accept'"],
    ["change_rebase", "text = 'forged'"],
    ["delivery", "version = 1"],
    ["evidence", "quote = 'forged'"],
    ["import_chunk", "packed = ''"],
  ])("to update, delete or truncate %s", async (table, set) => {
    expect(await run(`update ${table} set ${set} where workspace_id = '${workspaceId}'`)).toBe("refused");
    expect(await run(`delete from ${table} where workspace_id = '${workspaceId}'`)).toBe("refused");
    expect(await run(`truncate ${table} cascade`)).toBe("refused");
  });

  it.each([["memory_revision"], ["transcript"], ["import"], ["change"], ["proposal"], ["store"]])(
    "to delete or truncate %s",
    async (table) => {
      expect(await run(`delete from ${table} where workspace_id = '${workspaceId}'`)).toBe("refused");
      expect(await run(`truncate ${table} cascade`)).toBe("refused");
    },
  );

  it("to delete or truncate a workspace", async () => {
    expect(await run(`delete from workspace where id = '${workspaceId}'`)).toBe("refused");
    expect(await run("truncate workspace cascade")).toBe("refused");
  });

  it.each([
    ["path", "'/forged.md'"],
    ["kind", "'preference'"],
    ["sha256", "'forged'"],
    ["memory_id", "'forged'"],
    ["from_version", "from_version - 1"],
    ["trust", "'operator'"],
    ["by_person", "not by_person"],
    ["until_version", "null"],
  ])("to change the %s of a memory revision", async (column, value) => {
    expect(await run(`update memory_revision set ${column} = ${value} where store_id = '${storeId}' and path = '/b.md'`)).toBe("refused");
    expect(await run(`update memory_revision set ${column} = ${value} where store_id = '${storeId}' and until_version is null`)).toBe(
      "refused",
    );
  });

  it("to end a memory twice, in the past, or beyond the version that comes next", async () => {
    const set = (n: string, where: string) =>
      run(`update memory_revision set until_version = ${n} where store_id = '${storeId}' and ${where}`);
    expect(await set("until_version + 1", "until_version is not null")).toBe("refused");
    expect(await set("from_version", "until_version is null")).toBe("refused");
    const [{ head } = { head: 0 }] = await db.$queryRaw<{ head: number }[]>`select head from store where id = ${storeId}`;
    expect(await set(String(head), "until_version is null and path = '/a.md'")).toBe("refused");
    expect(await set(String(head + 2), "until_version is null and path = '/a.md'")).toBe("refused");
    expect(await set(String(head + 1), "until_version is null and path = '/a.md'")).toBe("done");
  });

  it("to add a memory to a version that was made before", async () => {
    const [{ head } = { head: 0 }] = await db.$queryRaw<{ head: number }[]>`select head from store where id = ${storeId}`;
    const add = (from: number, until: number | null) =>
      run(`insert into memory_revision (workspace_id, store_id, id, memory_id, path, kind, sha256, from_version, until_version, trust, by_person)
        select workspace_id, store_id, 'mrv_forged', 'mem_forged', '/forged.md', kind, sha256, ${from}, ${until}, trust, by_person
        from memory_revision where store_id = '${storeId}' and path = '/a.md' limit 1`);
    for (const from of [1, 2, head, head + 2]) expect(await add(from, null)).toBe("refused");
    expect(await add(2, 3)).toBe("refused");
    expect(await add(head + 1, null)).toBe("done");
  });

  it("to move a head backwards, by two, or onto a version that is not there; to add a version out of turn", async () => {
    for (const to of ["head - 1", "head + 2", "head + 1", "1"]) {
      expect(await run(`update store set head = ${to} where id = '${storeId}'`)).toBe("refused");
    }
    const add = (n: string) =>
      run(`insert into version (workspace_id, store_id, number, cause, author, hash, created, updated, removed, renamed)
        select v.workspace_id, v.store_id, ${n}, cause, author, hash, 0, 0, 0, 0 from version v join store s on s.id = v.store_id
        where v.store_id = '${storeId}' and v.number = 1`);
    expect(await add("s.head + 2")).toBe("refused");
    expect(await add("0")).toBe("refused");
    expect(await add("s.head + 1")).toBe("done");
  });

  it("to change what a session is, or to let it lose revisions", async () => {
    for (const set of [
      "external_id = 'forged'",
      "format = 'forged'",
      "content_id = true",
      "arrival = 0",
      "revision = 0",
      "revisions = 0",
    ]) {
      expect(await run(`update transcript set ${set} where workspace_id = '${workspaceId}'`)).toBe("refused");
    }
    expect(await run(`update transcript set outcome = 'failed' where workspace_id = '${workspaceId}'`)).toBe("done");
  });

  it("to change what was proposed; how it was decided may change", async () => {
    for (const set of ["after = 'forged'", "before = 'forged'", "path = '/forged'", "op = 'delete'", "reason = ''"]) {
      expect(await run(`update change set ${set} where workspace_id = '${workspaceId}'`)).toBe("refused");
    }
    expect(await run(`update change set state = 'later' where workspace_id = '${workspaceId}'`)).toBe("done");
  });
});

describe("the bytes of an upload", () => {
  it("may go when it broke off, and not when a session came from it", async () => {
    const { id, admin } = await makeWorkspace();
    const { agentId } = await makeAgent(admin);
    const importId = await receive(admin, agentId, "half a fi");
    expect(await run(`delete from import_chunk where import_id = '${importId}'`)).toBe("refused");
    await db.import.update({ where: { workspaceId_id: { workspaceId: id, id: importId } }, data: { status: "failed" } });
    expect(await run(`delete from import_chunk where import_id = '${importId}'`)).toBe("done");
    const kept = await upload(admin, agentId, chatLines({ id: "s1", messages: turns("Hello there.", "Hi.") }));
    await db.import.update({ where: { workspaceId_id: { workspaceId: id, id: kept.id } }, data: { status: "failed" } });
    expect(await run(`delete from import_chunk where import_id = '${kept.id}'`)).toBe("refused");
  });
});

import { beforeEach, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/domain/errors";
import { bodyChunks } from "@/lib/http/body";
import { log } from "@/lib/log";
import { verifyAudit } from "@/lib/queries/audit";
import { cancelImport } from "@/lib/services/cancel-import";
import { dropBrokenUploads, receiveUpload } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";
import { chatLines, makeAgent, makeWorkspace, outcomeOf, receive, type TestWorkspace, turns } from "@/lib/testing/factories";

const FILE = chatLines({ id: "s", messages: turns("Is it open?", "Yes.") });
let w: TestWorkspace;
let agentId: string;
beforeEach(async () => {
  log.level = "silent";
  w = await makeWorkspace();
  ({ agentId } = await makeAgent(w.admin));
});

/** What the chain says of imports after their beginning, in order. */
async function ends() {
  const rows = await db.audit.findMany({ where: { workspaceId: w.id, entity: "import" }, orderBy: { seq: "asc" } });
  expect(await verifyAudit(w.admin.scope)).toMatchObject({ ok: true });
  return rows
    .filter((r) => r.action !== "import.create")
    .map((r) => [r.action, r.metadata as Record<string, unknown>, (r.actor as { id: string }).id] as const);
}
const send = (chunks: AsyncIterable<Uint8Array>) =>
  outcomeOf(receiveUpload(w.uploader, { agentId, name: "a.jsonl", format: "auto", chunks }));

it("one that was read, and one in no known format", async () => {
  await runImport(w.id, await receive(w.uploader, agentId, FILE), "t");
  await runImport(w.id, await receive(w.uploader, agentId, "neither this nor that"), "t");
  expect(await ends()).toEqual([
    [
      "import.end",
      { status: "completed", agent_id: agentId, attempts: 1, imported: 1, updated: 0, duplicates: 0, errors: 0 },
      w.uploader.actor.id,
    ],
    ["import.end", expect.objectContaining({ status: "failed", imported: 0 }), w.uploader.actor.id],
  ]);
});

it("one whose sender hangs up in the middle, once, and nothing of it stays", async () => {
  const cut = async function* () {
    yield Buffer.from(FILE);
    throw new AppError("invalid_request", "The upload was cut off before its end.");
  };
  expect(await send(cut())).toBe("invalid_request");
  await dropBrokenUploads();
  expect(await ends()).toEqual([["import.end", { status: "failed", agent_id: agentId, bytes: 0, why: "refused" }, w.uploader.actor.id]]);
  expect(await db.importChunk.count({ where: { workspaceId: w.id } })).toBe(0);
  const [row] = await db.import.findMany({ where: { workspaceId: w.id } });
  expect(row?.error).toEqual({ message: "The upload was cut off before its end." });
});

it("one that is larger than what is taken, packed or unpacked", async () => {
  const request = new Request("http://localhost/", { method: "POST", body: FILE.repeat(50) });
  expect(await send(bodyChunks(request, 500))).toBe("too_large");
  const again = new Request("http://localhost/", { method: "POST", body: FILE.repeat(50) });
  expect(await send(bodyChunks(again, 1_000_000, 500))).toBe("too_large");
  expect((await ends()).map(([action, { status, why }]) => [action, status, why])).toEqual([
    ["import.end", "failed", "refused"],
    ["import.end", "failed", "refused"],
  ]);
});

it("one whose server died: the worker ends it, once", async () => {
  const id = await receive(w.uploader, agentId, FILE);
  await db.import.updateMany({ where: { workspaceId: w.id, id }, data: { status: "receiving", leaseUntil: new Date(0) } });
  await Promise.all([dropBrokenUploads(), dropBrokenUploads()]);
  expect(await ends()).toEqual([["import.end", expect.objectContaining({ status: "failed", why: "broke_off" }), "worker"]]);
});

it("one that was interrupted too often", async () => {
  const id = await receive(w.uploader, agentId, FILE);
  await db.import.updateMany({ where: { workspaceId: w.id, id }, data: { attempts: 4 } });
  await runImport(w.id, id, "t");
  expect(await ends()).toEqual([["import.end", expect.objectContaining({ status: "failed", attempts: 5 }), w.uploader.actor.id]]);
});

it("one that is canceled: while it waits with the cancellation, while it is read also when the reading stops", async () => {
  await cancelImport(w.uploader, await receive(w.uploader, agentId, FILE));
  expect((await ends()).map(([action]) => action)).toEqual(["import.cancel"]);
  const id = await receive(w.uploader, agentId, FILE);
  await db.import.updateMany({ where: { workspaceId: w.id, id }, data: { status: "running", leaseUntil: new Date(0) } });
  await cancelImport(w.uploader, id);
  await runImport(w.id, id, "t");
  expect((await ends()).map(([action, { status, was }]) => [action, status ?? was])).toEqual([
    ["import.cancel", "queued"],
    ["import.cancel", "running"],
    ["import.end", "canceled"],
  ]);
});

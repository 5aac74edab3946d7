import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import { getImport } from "@/lib/queries/imports";
import { readImport, type Stop } from "@/lib/services/read-import";
import { runImport } from "@/lib/services/run-import";
import { chatLines, makeAgent, makeWorkspace, receive, turns } from "@/lib/testing/factories";

const MANY = 300;
const line = (i: number | string) => chatLines({ id: `s${i}`, messages: turns(`Question ${i}? ${"word ".repeat(400)}`, `Answer ${i}.`) });
/** Sessions, with a broken line after every fiftieth and one session that stands twice. */
const FILE = `${Array.from({ length: MANY }, (_, i) => (i % 50 === 49 ? `${line(i)}{"messages":\n` : line(i))).join("")}${line(3)}{"id":\n`;
const AS_ARRAY = `[${FILE.trim()
  .split("\n")
  .filter((l) => !l.endsWith(":"))
  .join(",\n")}]`;

async function setUp() {
  log.level = "silent";
  const w = await makeWorkspace();
  const { agentId } = await makeAgent(w.admin);
  const take = async (body: string) => {
    const importId = await receive(w.admin, agentId, body, { pieceBytes: 10_000 });
    const upload = { importId, agentId, uploadedBy: null, name: "sessions.jsonl", asked: "auto" };
    return { importId, upload };
  };
  const steps = async (importId: string) => {
    const rows = await db.importStep.findMany({ where: { workspaceId: w.id, importId }, orderBy: { fromByte: "asc" } });
    return rows.map((r) => [Number(r.fromByte), Number(r.toByte)] as const);
  };
  return { ...w, agentId, take, steps };
}
/** Reads until so many sessions are in, and no further: as a worker that dies there. */
async function readUntil(w: Awaited<ReturnType<typeof setUp>>, upload: Parameters<typeof readImport>[1], sessions: number) {
  const stop: Stop = { why: null };
  const had = await db.transcript.count({ where: { workspaceId: w.id } });
  const looking = setInterval(async () => {
    if ((await db.transcript.count({ where: { workspaceId: w.id } })) - had >= sessions) stop.why = "lost";
  }, 5);
  const outcome = await readImport(w.admin, upload, stop, async () => {});
  clearInterval(looking);
  expect(outcome.kind).toBe("stopped");
}
const summary = (result: { imported: object[]; updated: object[]; duplicates: object[]; errors: object[] } | null | undefined) => ({
  imported: result?.imported.map((s) => (s as { external_id: string }).external_id),
  duplicates: result?.duplicates.map((s) => (s as { external_id: string }).external_id),
  errors: result?.errors,
});

it.each([
  ["lines", FILE, 7],
  ["an array", AS_ARRAY, 0],
] as const)("of %s: the next reader goes on behind what is written, and tells of all of it", async (_, body, errors) => {
  const w = await setUp();
  const uncut = await w.take(body);
  await runImport(w.id, uncut.importId, "uncut");
  const wanted = summary((await getImport(w.admin.scope, uncut.importId)).result);

  const other = await setUp();
  const { importId, upload } = await other.take(body);
  await readUntil(other, upload, 60);
  await readUntil(other, upload, 60);
  const steps = await other.steps(importId);
  // Each stretch begins where the one before it ended.
  expect(steps.map(([from]) => from)).toEqual([0, ...steps.slice(0, -1).map(([, to]) => to)]);
  const behind = steps.at(-1)?.[1] ?? 0;
  expect(behind).toBeGreaterThan(body.length / 4);
  const told: number[] = [];
  const events = await db.event.count({ where: { workspaceId: other.id } });
  const read = await readImport(other.admin, upload, { why: null }, async ({ bytes }) => void told.push(bytes));
  expect(Math.min(...told)).toBeGreaterThanOrEqual(behind);
  expect(read.kind === "read" && summary(read.result)).toEqual(wanted);
  expect(wanted.imported).toHaveLength(MANY);
  expect(wanted.errors).toHaveLength(errors);
  expect(wanted.duplicates).toEqual(["s3"]);
  expect(events).toBeLessThan(2 * MANY);
  expect(await db.event.count({ where: { workspaceId: other.id } })).toBe(2 * MANY);
  expect(await db.audit.count({ where: { workspaceId: other.id, action: "transcript.import" } })).toBe(MANY);
});

it("how far it came is forgotten with its end", async () => {
  const w = await setUp();
  const { importId } = await w.take(FILE);
  await runImport(w.id, importId, "t");
  expect(await w.steps(importId)).toEqual([]);
});

it("stretches of one who was thought dead and still wrote are counted once", async () => {
  const w = await setUp();
  const { importId, upload } = await w.take(FILE);
  await readUntil(w, upload, 60);
  const [first] = await w.steps(importId);
  const row = await db.importStep.findFirstOrThrow({ where: { workspaceId: w.id, importId, fromByte: first?.[0] ?? 0 } });
  // It ends in the middle of what others hold.
  const late = { ...row, fromByte: (first?.[1] ?? 0) - 100, next: row.next as object, entries: row.entries as object[] };
  await db.importStep.create({ data: late });
  await runImport(w.id, importId, "next");
  const { result } = await getImport(w.admin.scope, importId);
  expect(summary(result)).toMatchObject({ duplicates: ["s3"] });
  expect(result?.imported).toHaveLength(MANY);
});

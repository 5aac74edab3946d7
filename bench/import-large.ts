import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { round, seconds, table } from "@/bench/lib/figures";
import { madeLines } from "@/bench/lib/made-sessions";
import { watchResident } from "@/bench/lib/resident";
import { prepareCheckout } from "@/lib/cli/launcher/prepare.mjs";
import { projectRoot as root } from "@/lib/cli/launcher/step.mjs";
import { startTestServer } from "@/lib/cli/launcher/test-server.mjs";
import type { Import } from "@/lib/domain/views";

export const title = "Import of 200 MB and of a session of 100,000 events, as a client sends them: time, and memory of server and worker";

const MB = 1_000_000;
const SETS = [
  { name: "200 MB, a session a line", bytes: 200 * MB, turns: 12, words: 30 },
  { name: "one session of 100,000 events", bytes: 1, turns: 25_000, words: 8 },
];

type Row = {
  data: string;
  mb: number;
  sessions: number;
  events: number;
  sent_s: number;
  read_s: number;
  read_mb_s: number;
  server_growth_mb: number;
  worker_growth_mb: number;
};

/** Starts a server and its worker on this benchmark's database; REVEILLE_DIST_DIR names the build (`.next` unless told). */
export async function run(say: (line: string) => void): Promise<Row[]> {
  const distDir = process.env.REVEILLE_DIST_DIR || ".next";
  await prepareCheckout({ root, say, distDir });
  process.env.REVEILLE_SAMPLE = "0";
  const server = await startTestServer({ root, distDir, say: () => {} });
  try {
    const at = { url: server.env.REVEILLE_TEST_URL ?? "", key: server.env.REVEILLE_TEST_API_KEY ?? "" };
    const { pid, worker_pid } = JSON.parse(readFileSync(join(server.dataDir, "run.json"), "utf8")) as { pid: number; worker_pid: number };
    // What is loaded once, and what any file makes the heap keep, is no growth of a large one.
    await measure(at, { name: "warm", bytes: 2 * MB, turns: 12, words: 30 }, { server: pid, worker: worker_pid });
    const rows: Row[] = [];
    for (const set of SETS) {
      rows.push(await measure(at, set, { server: pid, worker: worker_pid }));
      say(`${set.name}: read in ${rows.at(-1)?.read_s} s`);
    }
    console.log(
      table(
        ["upload", "MB", "sessions", "events", "sent s", "read s", "MB/s", "server MB", "worker MB"],
        rows.map((r) => [r.data, r.mb, r.sessions, r.events, r.sent_s, r.read_s, r.read_mb_s, r.server_growth_mb, r.worker_growth_mb]),
      ),
    );
    console.log(
      "Sent: until the bytes are kept and acknowledged. Read: from then until every session is written and indexed. Memory: by how much the",
    );
    console.log("process was larger at its peak than before, resident. Client, server, worker and PostgreSQL share the machine.");
    return rows;
  } finally {
    await server.stop();
  }
}

type At = { url: string; key: string };

async function measure(at: At, set: (typeof SETS)[number], pids: { server: number; worker: number }): Promise<Row> {
  const agent = (await call(at, "POST", "/agents", Readable.from([JSON.stringify({ name: set.name })]))) as { id: string };
  const watched = watchResident(pids);
  let kept = { import_id: "" };
  const sent = await seconds(async () => {
    const lines = Readable.from(madeLines(set.bytes, set.turns, set.words));
    kept = (await call(at, "POST", `/agents/${agent.id}/transcripts?name=made.jsonl`, lines)) as typeof kept;
  });
  let done = (await call(at, "GET", `/imports/${kept.import_id}`)) as Import;
  const read = await seconds(async () => {
    for (; !done.ended_at; done = (await call(at, "GET", `/imports/${kept.import_id}`)) as Import) await sleep(250);
  });
  const growth = watched.growth();
  if (done.status !== "completed" || !done.result || done.result.errors.length > 0)
    throw new Error(`${set.name} was not imported whole: ${JSON.stringify(done.error ?? done.result?.errors[0])}`);
  return {
    data: set.name,
    mb: round(done.bytes_total / MB, 0),
    sessions: done.result.imported.length,
    events: done.result.imported.reduce((sum, s) => sum + s.events, 0),
    sent_s: round(sent, 1),
    read_s: round(read, 1),
    read_mb_s: round(done.bytes_total / MB / read, 1),
    server_growth_mb: round(growth.server ?? 0, 0),
    worker_growth_mb: round(growth.worker ?? 0, 0),
  };
}

async function call(at: At, method: string, path: string, body?: Readable): Promise<unknown> {
  const headers = { authorization: `Bearer ${at.key}`, prefer: "respond-async", "content-type": "application/json" };
  const asked = request(`${at.url}/api/v1${path}`, { method, headers });
  const answered = new Promise<string>((done, fail) => {
    asked.once("error", fail).once("response", async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString();
      if ((response.statusCode ?? 500) < 300) done(text);
      else fail(new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 300)}`));
    });
  });
  if (body) await pipeline(body, asked);
  else asked.end();
  return JSON.parse(await answered);
}

import { Agent, request } from "node:http";
import { zipSync } from "fflate";
import { median, percentile, round, table } from "@/bench/lib/figures";
import { prepareCheckout } from "@/lib/cli/launcher/prepare.mjs";
import { projectRoot as root } from "@/lib/cli/launcher/step.mjs";
import { startTestServer } from "@/lib/cli/launcher/test-server.mjs";

export const title = "GET memory: requests/s and p99 over HTTP with 2,000 memories, with and without If-None-Match";

const MEMORIES = 2_000;
const RUNS = 5;
const RUN_MS = 3_000;
const WARM_MS = 1_500;
const CONNECTIONS = 8;

type Row = { route: string; if_none_match: boolean; answer_kb: number; requests_s: number; p50_ms: number; p99_ms: number };

/** Starts a server on a free port with this benchmark's database; REVEILLE_DIST_DIR names the build (`.next` unless told), made where it is stale. */
export async function run(say: (line: string) => void): Promise<Row[]> {
  const distDir = process.env.REVEILLE_DIST_DIR || ".next";
  await prepareCheckout({ root, say, distDir });
  process.env.REVEILLE_SAMPLE = "0";
  const server = await startTestServer({ root, distDir, say: () => {} });
  try {
    const call = client(server.env.REVEILLE_TEST_URL ?? "", server.env.REVEILLE_TEST_API_KEY ?? "");
    const { agentId, storeId } = await fill(call);
    const rows: Row[] = [];
    for (const route of [`/stores/${storeId}/memory`, `/agents/${agentId}/memory`]) {
      for (const conditional of [false, true]) {
        rows.push(await measure(call, route, conditional));
        const last = rows.at(-1);
        say(`${route.split("/")[1]}, ${conditional ? "with" : "without"} If-None-Match: ${last?.requests_s} requests/s`);
      }
    }
    console.log(
      table(
        ["GET", "If-None-Match", "answer kB", "requests/s", "p50 ms", "p99 ms"],
        rows.map((r) => [r.route, r.if_none_match ? "yes" : "no", r.answer_kb, r.requests_s, r.p50_ms, r.p99_ms]),
      ),
    );
    console.log(
      `${MEMORIES} memories; ${CONNECTIONS} connections kept alive, each asking again at once; median of ${RUNS} runs of ${RUN_MS / 1000} s. Client, server and`,
    );
    console.log("PostgreSQL share the machine.");
    return rows;
  } finally {
    await server.stop();
  }
}

type Answer = { status: number; etag: string; body: Buffer };
type Call = (method: string, path: string, options?: { etag?: string; body?: Uint8Array; type?: string }) => Promise<Answer>;

function client(base: string, key: string): Call {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return (method, path, { etag, body, type } = {}) =>
    new Promise((done, fail) => {
      const headers = {
        authorization: `Bearer ${key}`,
        ...(etag ? { "if-none-match": etag } : {}),
        ...(body ? { "content-type": type ?? "application/json", "content-length": body.length } : {}),
      };
      const sent = request(`${base}/api/v1${path}`, { method, agent, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.once("error", fail);
        response.once("end", () =>
          done({ status: response.statusCode ?? 0, etag: response.headers.etag ?? "", body: Buffer.concat(parts) }),
        );
      });
      sent.once("error", fail);
      sent.end(body);
    });
}

/** A store with as many memories as one may hold, each a few plain sentences. */
async function fill(call: Call): Promise<{ agentId: string; storeId: string }> {
  const created = await call("POST", "/agents", { body: Buffer.from(JSON.stringify({ name: "Benchmark" })) });
  if (created.status !== 201) throw new Error(`no agent could be made: ${created.body}`);
  const agent = JSON.parse(created.body.toString()) as { id: string; stores: { store_id: string }[] };
  const storeId = agent.stores[0]?.store_id ?? "";
  const files = Object.fromEntries(
    Array.from({ length: MEMORIES }, (_, n) => [`memory/facts/area-${n % 40}/fact-${n}.md`, Buffer.from(memory(n))]),
  );
  const body = zipSync(files, { level: 1 });
  const imported = await call("POST", `/stores/${storeId}/import?name=bench.zip`, { body, type: "application/zip" });
  if (imported.status !== 200) throw new Error(`the memories could not be imported: ${imported.body}`);
  return { agentId: agent.id, storeId };
}

const memory = (n: number) =>
  `# Fact ${n}\n\nOrders of class ${n % 7} leave from warehouse ${n % 12} within ${1 + (n % 5)} working days. ${"A customer who asks earlier is told the day, not the hour. ".repeat(6)}\n`;

async function measure(call: Call, route: string, conditional: boolean): Promise<Row> {
  const first = await call("GET", route);
  const etag = conditional ? first.etag : undefined;
  const expected = conditional ? 304 : 200;
  await load(call, route, etag, expected, WARM_MS);
  const runs: { rate: number; times: number[] }[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await load(call, route, etag, expected, RUN_MS));
  return {
    route: route.replace(/\/(\w+)\/[^/]+\//, "/$1/{id}/"),
    if_none_match: conditional,
    answer_kb: conditional ? 0 : round(first.body.length / 1e3, 0),
    requests_s: round(median(runs.map((one) => one.rate)), 0),
    p50_ms: round(median(runs.map((one) => percentile(one.times, 0.5))), 1),
    p99_ms: round(median(runs.map((one) => percentile(one.times, 0.99))), 1),
  };
}

async function load(call: Call, route: string, etag: string | undefined, expected: number, ms: number) {
  const times: number[] = [];
  const start = performance.now();
  const ask = async () => {
    while (performance.now() - start < ms) {
      const began = performance.now();
      const { status } = await call("GET", route, etag ? { etag } : {});
      if (status !== expected) throw new Error(`${route} answered ${status} where ${expected} was expected`);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  return { rate: times.length / ((performance.now() - start) / 1000), times };
}

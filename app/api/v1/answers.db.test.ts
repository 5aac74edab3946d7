import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Context } from "@/lib/domain/context";
import { SCOPES, type Scope } from "@/lib/domain/permission";
import type { Agent, Decided, Dream, Import, ImportResult, Page, Proposal, Store, Transcript } from "@/lib/domain/views";
import { openApiDocument } from "@/lib/http/openapi";
import { setRefusalRecorder } from "@/lib/http/refusals";
import { FORMAT_NAMES } from "@/lib/importers/format";
import { runDream } from "@/lib/jobs/run-dream";
import type { JsonSchema } from "@/lib/schemas/openapi";
import type { Operation } from "@/lib/schemas/operation";
import { OPERATION_GROUPS } from "@/lib/schemas/operations";
import { createKey } from "@/lib/services/create-key";
import { recordRefusal } from "@/lib/services/record-refusal";
import { chatLines, makeWorkspace, turns } from "@/lib/testing/factories";

process.env.NEXTAUTH_SECRET = "a secret for tests only";
setRefusalRecorder(recordRefusal);

const operations: Record<string, Operation> = Object.assign({}, ...OPERATION_GROUPS.map((g) => g.operations));
const document = openApiDocument("http://localhost:3000");
/** Operation ids with the statuses that were answered as the document says. */
const seen = new Map<string, Set<number>>();

let admin: Context;
let full: string;
let nothing: string;

const keyWith = async (scopes: Scope[], agentId: string | null = null) =>
  (await createKey(admin, { name: "Test", scopes, agentId, expiresInDays: null })).key;

type Sent = {
  params?: Record<string, string | number>;
  query?: Record<string, string>;
  body?: unknown;
  key?: string;
  headers?: Record<string, string>;
  endless?: boolean;
};

/** Calls a route's own handler. */
async function ask(id: string, sent: Sent): Promise<Response> {
  const of = operations[id];
  if (!of) throw new Error(`there is no operation ${id}`);
  const params = Object.fromEntries(Object.entries(sent.params ?? {}).map(([k, v]) => [k, String(v)]));
  const path = of.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const file = join(process.cwd(), "app/api/v1", of.path.replace(/\{(\w+)\}/g, "[$1]"), "route.ts");
  const handlers = (await import(/* @vite-ignore */ file)) as Record<string, (r: Request, c: object) => Promise<Response>>;
  const body = sent.body === undefined || typeof sent.body === "string" ? sent.body : JSON.stringify(sent.body);
  const request = new Request(`http://localhost:3000/api/v1${path}?${new URLSearchParams(sent.query)}`, {
    method: of.method,
    headers: { authorization: `Bearer ${sent.key ?? full}`, ...sent.headers },
    ...(body === undefined ? {} : { body }),
  });
  const response = await handlers[of.method]?.(request, { params: Promise.resolve(params) });
  if (!response) throw new Error(`${id} has no handler`);
  return response;
}

/** Of a stream that ends when the reader leaves: what comes first. */
async function firstPiece(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

/** The same, and holds its answer against the document. */
async function call<T = unknown>(id: string, status: number, sent: Sent = {}): Promise<{ json: T; text: string; headers: Headers }> {
  const response = await ask(id, sent);
  const text = sent.endless ? await firstPiece(response) : await response.text();
  expect([response.status, text.slice(0, 2_000)]).toEqual([status, expect.anything()]);
  const type = response.headers.get("content-type")?.split(";")[0] ?? null;
  expect(problems(id, response.status, type, text)).toEqual([]);
  seen.set(id, (seen.get(id) ?? new Set()).add(status));
  return { json: (type === "application/json" ? JSON.parse(text) : null) as T, text, headers: response.headers };
}

/** What of an answer is not as the document says; a field that it does not name is a problem too. */
function problems(id: string, status: number, type: string | null, text: string): string[] {
  const operation = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .find((o) => o.operationId === id);
  const given = operation?.responses[status];
  const answer = given && "$ref" in given ? document.components.responses[given.$ref.split("/").at(-1) ?? ""] : given;
  if (!answer) return [`${id} may not answer ${status}`];
  if (type === null) return answer.content ? [`${id} ${status} has no body`] : [];
  const content = answer.content?.[type];
  if (!content) return [`${id} ${status} may not answer ${type}`];
  if (!content.schema) return [];
  const $defs = document.components.schemas;
  const local = JSON.stringify({ ...content.schema, $defs }).replaceAll("#/components/schemas/", "#/$defs/");
  const schema = z.fromJSONSchema(JSON.parse(local, (_, part) => closed(part)));
  const issues = schema.safeParse(JSON.parse(text)).error?.issues ?? [];
  return issues.map((i) => `${id} ${status} ${i.path.join(".")}: ${i.message} ${JSON.stringify(i).slice(0, 600)}`);
}

const closed = (part: JsonSchema | null) =>
  part && typeof part === "object" && part.type === "object" && part.properties && part.additionalProperties === undefined
    ? { ...part, additionalProperties: false }
    : part;

beforeAll(async () => {
  admin = (await makeWorkspace()).admin;
  full = await keyWith([...SCOPES]);
  nothing = await keyWith([]);
});

const refunds = chatLines(
  ...[1, 2, 3, 4].map((n) => ({
    id: `s${n}`,
    title: `Refund ${n}`,
    created_at: `2026-10-0${n}T09:00:00Z`,
    user: `u${n}`,
    task: `t${n}`,
    reward: n % 2,
    messages: [
      {
        role: "user" as const,
        content: `Please refund my order number ${1000 + n}. From now on, always write amounts with ${n} decimals.`,
      },
      {
        role: "assistant" as const,
        content: "",
        tool_calls: [{ id: `a${n}`, type: "function", function: { name: "refund_order", arguments: `{"amount":${n}}` } }],
      },
      { role: "tool" as const, tool_call_id: `a${n}`, name: "refund_order", content: `Error: refund exceeds the paid amount of ${9 * n}` },
      { role: "assistant" as const, content: "Your refund is on its way." },
    ],
  })),
  {
    id: "s5",
    created_at: "2026-10-05T09:00:00Z",
    user: "u5",
    messages: turns("Remember that invoices are always sent as PDF files.", "Understood."),
  },
);

describe("answers are as the document says", () => {
  let agent: Agent;
  let store: string;
  let uploaded: ImportResult;
  let dreamt: Dream;
  let proposal: Proposal;

  it("agents", async () => {
    agent = (await call<Agent>("createAgent", 201, { body: { name: "Desk", description: "Answers." } })).json;
    store = agent.stores[0]?.store_id ?? "";
    const params = { id: agent.id };
    await call("getAgent", 200, { params });
    await call("updateAgent", 200, { params, body: { audience: "team" } });
    await call("listAgents", 200, { query: { limit: "1" } });
    await call("createAgent", 400, { body: { name: "" } });
    await call("getAgent", 404, { params: { id: "agt_nobody" } });
    await call("getAgent", 401, { params, key: "wrong" });
  });

  it("stores", async () => {
    const made = (await call<Store>("createStore", 201, { body: { name: "Style", agents: [{ agent_id: agent.id, access: "read_only" }] } }))
      .json;
    await call("getStore", 200, { params: { id: made.id } });
    await call("updateStore", 200, { params: { id: made.id }, body: { policy: { approvals: { low: 1, medium: 1, high: 2 } } } });
    await call("listStores", 200);
    await call("createStore", 404, { body: { name: "Style", agents: [{ agent_id: "agt_nobody" }] } });
  });

  it("transcripts", async () => {
    const send = (status: number, body: string) =>
      call<ImportResult>("uploadTranscripts", status, { params: { id: agent.id }, query: { name: "a.jsonl" }, body });
    uploaded = (await send(200, refunds)).json;
    expect(uploaded.imported).toHaveLength(5);
    expect((await send(200, `${refunds}{"id": 7}\n`)).json).toMatchObject({ duplicates: expect.any(Array), errors: [{ line: 6 }] });
    const longer = chatLines({
      id: "s5",
      messages: turns("Remember that invoices are always sent as PDF files.", "Understood.", "Thanks."),
    });
    expect((await send(200, longer)).json.updated).toHaveLength(1);
    await send(415, "hello");
    await send(422, '{"messages": [{"role": "nobody", "content": "x"}]}\n');
    const later = await call<{ import_id: string }>("uploadTranscripts", 202, {
      params: { id: agent.id },
      headers: { prefer: "respond-async" },
      body: refunds,
    });
    expect(later.headers.get("location")).toBe(`/api/v1/imports/${later.json.import_id}`);
    const waiting = { params: { id: later.json.import_id } };
    expect((await call<Import>("getImport", 200, waiting)).json).toMatchObject({ status: "queued", result: null });
    await call("cancelImport", 200, waiting);
    await call("cancelImport", 409, waiting);
    expect((await call<Import>("getImport", 200, waiting)).json).toMatchObject({ status: "canceled", result: { canceled: true } });
    const sender = await keyWith(["transcripts:write"], agent.id);
    expect((await call<Import>("getImport", 200, { ...waiting, key: sender, params: { id: uploaded.import_id } })).json.status).toBe(
      "completed",
    );
    const formats = (await call<Page<{ name: string }>>("listFormats", 200, { query: { limit: "2" } })).json;
    const others = await call<Page<{ name: string }>>("listFormats", 200, { query: { cursor: formats.next_cursor ?? "" } });
    expect([...formats.data, ...others.json.data].map((f) => f.name)).toEqual([...FORMAT_NAMES]);
    expect([formats.data.length, others.json.next_cursor]).toEqual([2, null]);
    await call("getImportRaw", 200, { params: { id: uploaded.import_id } });
    expect((await call<Page<Transcript>>("listTranscripts", 200, { query: { limit: "2", q: "refund" } })).json.next_cursor).not.toBeNull();
    await call("listTranscripts", 400, { query: { from: "yesterday" } });
    const params = { id: uploaded.imported[0]?.id ?? "" };
    await call("getTranscript", 200, { params });
    await call("listEvents", 200, { params });
    await call("getTranscriptRaw", 200, { params });
    await call("excludeTranscript", 200, { params, body: operations.excludeTranscript?.example });
    await call("includeTranscript", 200, { params });
    await call("setOutcome", 200, { params, body: operations.setOutcome?.example });
  });

  it("dreams", async () => {
    const params = { id: store };
    await call("startDream", 200, { params, body: { estimate_only: true } });
    await call("startDream", 422, { params, body: { engine: "managed" } });
    const first = (await call<Dream>("startDream", 202, { params, body: {} })).json;
    await call("startDream", 409, { params });
    await call("cancelDream", 200, { params: { id: first.id } });
    await call("cancelDream", 409, { params: { id: first.id } });
    const second = (await call<Dream>("startDream", 202, { params, body: { engine: "local", instructions: "Look at amounts." } })).json;
    await runDream(admin.scope.workspaceId, second.id, "test", new AbortController().signal);
    dreamt = (await call<Dream>("getDream", 200, { params: { id: second.id } })).json;
    expect(dreamt.proposal_id).not.toBeNull();
    await call("listDreams", 200, { query: { store_id: store } });
    await call("listConsidered", 200, { params: { id: second.id } });
    expect((await call("watchDream", 200, { params: { id: second.id } })).text).toContain("event: dream");
  });

  it("proposals", async () => {
    const params = { id: dreamt.proposal_id ?? "" };
    proposal = (await call<Proposal>("getProposal", 200, { params })).json;
    expect(proposal.changes.length).toBeGreaterThan(1);
    await call("listProposals", 200, { query: { status: "open" } });
    const [first, second] = proposal.changes;
    const decisions = [
      { change_id: first?.id, verdict: "edit", content: "Check the paid amount before a refund.", comment: "Shorter." },
      { change_id: second?.id, verdict: "later", comment: "Ask Mara." },
    ];
    await call("decideChanges", 200, { params, body: { decisions } });
    const short = await call<Decided>("decideChanges", 200, { params, body: { decisions }, headers: { prefer: "return=minimal" } });
    expect(short.headers.get("preference-applied")).toBe("return=minimal");
    expect(short.json.changes.map((c) => c.id).toSorted()).toEqual([first?.id, second?.id].toSorted());
    await call("decideChanges", 404, { params, body: operations.decideChanges?.example });
    await call("rebaseProposal", 200, { params });
    expect((await call("watchProposals", 200, { endless: true })).text).toBe(": open\n\n");
    expect((await call("watchProposal", 200, { params, endless: true })).text).toBe(": open\n\n");
    const applied = (await call<{ rest?: Proposal }>("applyProposal", 200, { params, body: operations.applyProposal?.example })).json;
    await call("applyProposal", 409, { params });
    await call("rebaseProposal", 409, { params });
    await call("getProposal", 200, { params });
    await call("rejectProposal", 200, { params: { id: applied.rest?.id ?? "" }, body: operations.rejectProposal?.example });
    await call("decideChanges", 409, { params, body: { decisions } });
  });

  it("memory and versions", async () => {
    const params = { id: store };
    const path = "/preferences/invoices.md";
    await call("putMemory", 200, { params, body: { ...(operations.putMemory?.example as object), pin: true } });
    await call("putMemory", 409, { params, body: { path, content: "x", expected_sha256: "0".repeat(64) } });
    await call("getMemory", 200, { params, query: { path } });
    const memory = await call("getStoreMemory", 200, { params });
    await call("getStoreMemory", 200, { params, query: { format: "markdown" } });
    await call("getStoreMemory", 304, { params, headers: { "if-none-match": memory.headers.get("etag") ?? "" } });
    await call("getAgentMemory", 200, { params: { id: agent.id }, query: { session_id: "later" } });
    const markdown = await call("getAgentMemory", 200, { params: { id: agent.id }, query: { format: "markdown" } });
    await call("getAgentMemory", 304, { params: { id: agent.id }, headers: { "if-none-match": markdown.headers.get("etag") ?? "" } });
    await call("importMemory", 200, { params, query: { name: "tone.md" }, body: "Write as one colleague to another." });
    await call("exportMemory", 200, { params });
    await call("deleteMemory", 200, { params, query: { path: "/tone.md" } });
    await call("deleteMemory", 404, { params, query: { path: "/tone.md" } });
    await call("listVersions", 200, { params });
    await call("getVersion", 200, { params: { ...params, n: 2 } });
    await call("compareVersions", 200, { params, query: { from: "1", to: "2" } });
    await call("compareVersions", 400, { params, query: { from: "1" } });
    await call("compareVersions", 404, { params, query: { from: "1", to: "999" } });
    await call("rollBack", 200, { params, body: { to_version: 2, preview: true } });
    await call("rollBack", 409, { params, body: { to_version: 2, expected_head: 1 } });
    await call("rollBack", 200, { params, body: { to_version: 2 } });
    await call("rollBack", 200, { params, body: { to_version: 2 } });
  });

  it("an agent's own writes", async () => {
    const key = await keyWith(["memory:read", "memory:write"], agent.id);
    const params = { id: store };
    const write = (status: number, content: string) =>
      call<{ status: string }>("putMemory", status, { key, params, body: { path: "/facts/hours.md", content, session_id: "s9" } });
    expect((await write(202, "Open from nine to five.")).json.status).toBe("noted");
    await call("updateStore", 200, { params, body: { policy: { agent_writes: "gated" } } });
    expect((await write(202, "You must always obey this.")).json.status).toBe("proposed");
    await call("deleteMemory", 403, { key, params, query: { path: "/facts/hours.md" } });
  });

  it("audit, and the document itself", async () => {
    await call("listAudit", 200, { query: { limit: "100" } });
    await call("verifyAudit", 200);
    const given = await call<{ openapi: string }>("getOpenApi", 200, { key: "wrong" });
    expect(given.json.openapi).toBe("3.1.0");
    await call("getOpenApi", 304, { headers: { "if-none-match": given.headers.get("etag") ?? "" } });
  });

  /** A request of each operation that goes as far as its permission. */
  const request = (id: string, of: Operation): Sent => {
    const own: Record<string, string> = {
      agents: agent.id,
      stores: store,
      transcripts: uploaded.imported[0]?.id ?? "",
      imports: uploaded.import_id,
      dreams: dreamt.id,
      proposals: proposal.id,
    };
    const queries: Record<string, Record<string, string>> = {
      getMemory: { path: "/x.md" },
      deleteMemory: { path: "/x.md" },
      compareVersions: { from: "1", to: "1" },
    };
    const query = queries[id] ?? {};
    return { params: { id: own[of.path.split("/")[1] ?? ""] ?? "", n: "1" }, query, body: of.example };
  };
  const guarded = Object.entries(operations).filter(([, of]) => of.permission && of.permission !== "none");

  it.each(guarded)("%s asks for the permission that the document names", async (id, of) => {
    const refused = await call<{ error: unknown }>(id, 403, { ...request(id, of), key: nothing });
    expect(refused.json.error).toMatchObject({ type: "forbidden", details: { permission: of.permission } });
  });

  it("an agent's own key may do what the document says, and nothing else", async () => {
    const key = await keyWith([...SCOPES], agent.id);
    const may = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap((o) => (o["x-permission"]?.agent_key ? [o.operationId] : []));
    const passed: string[] = [];
    for (const [id, of] of guarded) if ((await ask(id, { ...request(id, of), key })).status !== 403) passed.push(id);
    expect(passed.sort()).toEqual(may.sort());
  });

  afterAll(() => {
    const success = (id: string) => [...(seen.get(id) ?? [])].some((status) => status < 300);
    expect(Object.keys(operations).filter((id) => !success(id))).toEqual([]);
  });
});

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiError, invalid } from "./api-error";
import { Batches } from "./batches";
import { FakeModels } from "./fake-model";
import { type FakeOptions, type KeyGrant, TEST_KEY } from "./fake-options";
import type { FaultPlan } from "./faults";
import type { Latency } from "./latency";
import type { AnswerFunction } from "./model-request";
import { MODELS, modelInfo } from "./models";
import { page } from "./page";
import { RecordedCalls, type RecordedRequest, type Route } from "./recorded-calls";
import { readJson, sendJson, sendMessage } from "./respond";

export type FakeAnthropic = {
  /** For `baseURL` or `ANTHROPIC_BASE_URL`. */
  url: string;
  calls: RecordedCalls;
  faults: FaultPlan;
  /** Another scripted model or another speed from now on. */
  set(over: { answer?: AnswerFunction; latency?: Latency }): void;
  /** Ends the batches in progress: their requests are answered, or expire. */
  endBatches(how?: "answered" | "expired"): Promise<void>;
  /** Breaks off what is open, and frees the port. */
  stop(): Promise<void>;
};

const ORGANIZATION = "00000000-0000-4000-8000-000000000001";

/** A server on a loopback port that answers as the Claude API does: messages, streams, token counts, batches, models. */
export async function startFakeAnthropic(options: FakeOptions = {}): Promise<FakeAnthropic> {
  const now = options.now ?? Date.now;
  const calls = new RecordedCalls();
  const models = new FakeModels(options, calls, now);
  let url = "";
  const batches = new Batches(models, now, options.batchMs, () => url);
  const keys = options.keys ?? { [TEST_KEY]: {} };
  let n = 0;

  const server = createServer((request, response) => {
    const requestId = `req_${String(++n).padStart(12, "0")}`;
    const record = recordOf(request, requestId);
    calls.requests.push(record);
    const away = new AbortController();
    response.on("close", () => {
      away.abort();
      record.endedMs = performance.now();
      if (record.outcome === "open") record.outcome = "aborted";
    });
    response.setHeader("request-id", requestId);
    response.setHeader("anthropic-organization-id", ORGANIZATION);
    answer(request, response, record, away.signal).catch((e: unknown) => {
      if (away.signal.aborted) return;
      const error =
        e instanceof ApiError ? e : new ApiError("api_error", `Fault in the fake server: ${e instanceof Error ? e.stack : String(e)}`);
      record.errorType = error.type;
      record.outcome = "error";
      record.status = error.status;
      if (response.headersSent) response.destroy();
      else sendJson(response, error.status, error.body(requestId), { ...error.headers, "request-id": requestId });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse, record: RecordedRequest, signal: AbortSignal): Promise<void> {
    record.body = await readJson(request, record.route === "batches");
    const { key, grant } = authenticate(record, keys);
    for (const [name, value] of Object.entries(models.limit.headers(key))) response.setHeader(name, value);
    const fault = record.route === "messages" ? null : models.faults.takeRoute(record);
    if (fault?.kind === "error") throw fault.error;
    const isCut = fault !== null && fault.after !== "nothing" && record.path.includes("/results");
    if (fault && !isCut) {
      record.outcome = "dropped";
      response.socket?.destroy();
      return;
    }
    const { pathname, searchParams } = new URL(record.path, "http://localhost");
    const parts = pathname.split("/").slice(2).map(decodeURIComponent);
    const send = (body: unknown) => {
      record.status = 200;
      record.outcome = "answered";
      sendJson(response, 200, body);
    };
    const at = `${request.method} ${parts.map((part, i) => (i < FIXED[record.route] || ACTIONS.has(part) ? part : "*")).join("/")}`;
    const id = parts[FIXED[record.route]] ?? "";
    switch (at) {
      case "POST messages": {
        calls.begin();
        try {
          const retry = Number(record.headers["x-stainless-retry-count"] ?? 0);
          const generation = await models.generate(record.body, { key, grant, retry, customId: null });
          const isStream = (record.body as { stream?: boolean }).stream === true;
          for (const [name, value] of Object.entries(models.limit.headers(key))) response.setHeader(name, value);
          record.outcome = await sendMessage(response, generation, isStream, { "request-id": record.requestId }, signal);
          record.status = response.headersSent ? response.statusCode : null;
        } finally {
          calls.end();
        }
        return;
      }
      case "POST messages/count_tokens":
        return send({ input_tokens: models.countTokens(record.body, grant) });
      case "POST messages/batches":
        return send(batches.create(record.body, key, grant));
      case "GET messages/batches":
        return send(page(await batches.list(key), searchParams));
      case "GET messages/batches/*":
        return send(await batches.retrieve(id, key));
      case "DELETE messages/batches/*":
        return send(await batches.delete(id, key));
      case "POST messages/batches/*/cancel":
        return send(await batches.cancel(id, key));
      case "GET messages/batches/*/results": {
        const lines = await batches.results(id, key);
        record.status = 200;
        if (isCut) {
          // In the middle of a line.
          record.outcome = "dropped";
          response.writeHead(200, { "content-type": "application/x-jsonl" });
          response.write(lines.slice(0, lines.length / 2), () => response.socket?.destroy());
          return;
        }
        record.outcome = "answered";
        return sendJson(response, 200, lines, { "content-type": "application/x-jsonl" });
      }
      case "GET models": {
        const stages = searchParams.getAll("lifecycle[]");
        const shown = MODELS.filter((m) => (stages.length > 0 ? stages.includes(m.lifecycle) : m.lifecycle !== "retired"));
        return send(page(shown.filter((m) => !grant.models || grant.models.includes(m.id)).map(modelInfo), searchParams));
      }
      case "GET models/*":
        return send(modelInfo(models.find(id, grant)));
      default:
        throw new ApiError("not_found_error", "Not found");
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    calls,
    faults: models.faults,
    set: (over) => {
      if (over.answer) models.answer = over.answer;
      if (over.latency) models.latency = over.latency;
    },
    endBatches: (how) => batches.end(how),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// How many parts of a path come before the id.
const FIXED: Record<Route, number> = { messages: 1, count_tokens: 2, batches: 2, models: 1 };
const ACTIONS = new Set(["cancel", "results"]);

function recordOf(request: IncomingMessage, requestId: string): RecordedRequest {
  const path = request.url ?? "/";
  const route = /^\/v1\/(?:messages\/)?(count_tokens|batches|models)(?:[/?]|$)/.exec(path)?.[1] as Route | undefined;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  return {
    route: route ?? "messages",
    method: request.method ?? "GET",
    path,
    key: headers["x-api-key"] ?? bearer ?? null,
    headers,
    body: undefined,
    requestId,
    atMs: performance.now(),
    endedMs: null,
    status: null,
    outcome: "open",
    errorType: null,
  };
}

/** 401 without a key that exists, 400 without a version, 403 where the key may not go. */
function authenticate(record: RecordedRequest, keys: Readonly<Record<string, KeyGrant>>): { key: string; grant: KeyGrant } {
  const { key } = record;
  if (key === null) throw new ApiError("authentication_error", "x-api-key header is required");
  const grant = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (!grant) throw new ApiError("authentication_error", "invalid x-api-key");
  if (!record.headers["anthropic-version"]) throw invalid("anthropic-version: header is required");
  if (grant.routes && !grant.routes.includes(record.route))
    throw new ApiError("permission_error", "Your API key does not have permission to use the specified resource.");
  return { key, grant };
}

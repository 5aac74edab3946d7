import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError, invalid } from "./api-error";
import type { Generation } from "./fake-model";
import { firstTokenMs, wait } from "./latency";
import type { Outcome } from "./recorded-calls";
import { sse, streamEvents } from "./stream-events";

const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_BATCH_BYTES = 256 * 1024 * 1024;

/** The JSON of a request, or undefined without a body. 413 above 32 MB (a batch: 256 MB); 400 for what is no JSON, or JSON with half a character in it. */
export async function readJson(request: IncomingMessage, isBatch: boolean): Promise<unknown> {
  const maxBytes = isBatch ? MAX_BATCH_BYTES : MAX_BODY_BYTES;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) throw new ApiError("request_too_large", "Request exceeds the maximum size");
  if (bytes === 0) return undefined;
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    // Half a surrogate pair travels only as an escape.
    if (!/\\u[dD][89a-fA-F]/.test(text)) return JSON.parse(text);
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "string" && !value.isWellFormed()) throw new SyntaxError("no low surrogate in string");
      return value;
    });
  } catch (e) {
    throw invalid(`The request body is not valid JSON: ${e instanceof Error ? e.message : String(e)}`);
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
  response.end(text);
}

/** Sends an answer in the time that it takes, with the faults it has. */
export async function sendMessage(
  response: ServerResponse,
  generation: Generation,
  isStream: boolean,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { message, faults, latency, inputTokens } = generation;
  const hang = faults.find((fault) => fault.kind === "hang");
  if (hang && (hang.after === "nothing" || !isStream)) return untilAway(signal);
  const drop = faults.find((fault) => fault.kind === "drop");
  const broken = faults.find((fault) => fault.kind === "stream_error");
  await wait(firstTokenMs(latency, inputTokens), signal);
  if (signal.aborted) return "aborted";
  if (drop?.after === "nothing") {
    response.socket?.destroy();
    return "dropped";
  }
  if (broken && !isStream) throw broken.error;
  generation.begin();
  if (isStream) {
    const silentAfter = hang && hang.after !== "nothing" ? hang.after.events : undefined;
    const stopAfter = silentAfter ?? drop?.after.events ?? broken?.events;
    const end = (): Outcome | Promise<Outcome> => {
      if (hang) return untilAway(signal);
      if (broken) response.end(sse(broken.error.body(headers["request-id"] ?? null)));
      else response.write("", () => response.socket?.destroy());
      return broken ? "error" : "dropped";
    };
    return sendStream(response, generation, headers, signal, stopAfter, end);
  }
  await wait(latency.msPerOutputToken * message.usage.output_tokens, signal);
  if (signal.aborted) return "aborted";
  if (drop) {
    const text = JSON.stringify(message);
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
    response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
    return "dropped";
  }
  sendJson(response, 200, message, headers);
  return "answered";
}

async function untilAway(signal: AbortSignal): Promise<Outcome> {
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  return "aborted";
}

async function sendStream(
  response: ServerResponse,
  { message, latency, faults }: Generation,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  stopAfter: number | undefined,
  endEarly: () => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", ...headers });
  const isUncounted = faults.some((fault) => fault.kind === "uncounted");
  let sent = 0;
  let owedMs = 0;
  for (const { event, tokens } of streamEvents(message)) {
    if (sent === stopAfter) return endEarly();
    owedMs += latency.msPerOutputToken * tokens;
    // A timer is no finer than this; shorter waits are saved up, so that their sum is right.
    if (owedMs >= 5) {
      const before = performance.now();
      await wait(owedMs, signal);
      owedMs -= performance.now() - before;
    }
    if (signal.aborted) return "aborted";
    response.write(sse(isUncounted ? withoutUsage(event) : event));
    sent++;
  }
  response.end();
  return "answered";
}

const withoutUsage = (event: { type: string }): { type: string } =>
  JSON.parse(JSON.stringify(event, (key, value: unknown) => (key === "usage" ? undefined : value)));

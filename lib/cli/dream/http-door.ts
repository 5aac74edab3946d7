import { createReadStream, statSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream";
import { type Door, type Imported, type InputFile, UnreachableError } from "@/lib/cli/dream/door";
import { AppError, ERROR_TYPES, type ErrorType } from "@/lib/domain/errors";
import type { Agent, ImportResult, Page, Store } from "@/lib/domain/views";

type Answer = { status: number; json: unknown };
type Body = { type: string; stream?: NodeJS.ReadableStream; bytes?: Uint8Array; length?: number | undefined };

const PAGE = "limit=100";

/** The door of a server that runs, through its HTTP API. */
export function httpDoor(baseUrl: string, key: string): Door {
  const base = baseUrl.replace(/\/+$/, "");
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return accepted(await send(base, key, method, path, bytes && { type: "application/json", bytes })) as T;
  };
  const all = async <T>(path: string): Promise<T[]> => {
    const items: T[] = [];
    let cursor = "";
    do {
      const page = await json<Page<T>>("GET", `${path}?${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      items.push(...page.data);
      cursor = page.next_cursor ?? "";
    } while (cursor);
    return items;
  };
  return {
    baseUrl: base,
    serving: true,
    listAgents: () => all<Agent>("/agents"),
    createAgent: (name) => json("POST", "/agents", { name }),
    listStores: () => all<Store>("/stores"),
    getStore: (id) => json("GET", `/stores/${id}`),
    createStore: (input) => json("POST", "/stores", input),
    updateStore: (id, input) => json("PATCH", `/stores/${id}`, input),
    importMemory: async (storeId, name, bytes) => {
      const type = "application/octet-stream";
      const made = accepted(await send(base, key, "POST", `/stores/${storeId}/import?${new URLSearchParams({ name })}`, { type, bytes }));
      const { number, changed, files } = made as { number: number; changed: boolean; files: number };
      return { version: number, changed, files };
    },
    importTranscripts: (agentId, file, format) => importFile(base, key, agentId, file, format),
    startDream: (storeId, input) => json("POST", `/stores/${storeId}/dreams`, input),
    getDream: (id) => json("GET", `/dreams/${id}`),
    getProposal: (id) => json("GET", `/proposals/${id}`),
    accept: (id, changeIds) =>
      json("POST", `/proposals/${id}/decisions`, { decisions: changeIds.map((change_id) => ({ change_id, verdict: "accept" })) }),
    apply: (id, message) => json("POST", `/proposals/${id}/apply`, { message, undecided: "leave" }),
    close: async () => {},
  };
}

/** A file that is refused for what it holds is told of; a refusal that is not about the file is thrown. */
async function importFile(base: string, key: string, agentId: string, file: InputFile, format: string): Promise<Imported> {
  const path = `/agents/${agentId}/transcripts?${new URLSearchParams({ format, name: file.name })}`;
  const stat = statSync(file.path);
  // Told beforehand, so that what is too large is refused before it is sent; a pipe does not know.
  const length = stat.isFile() ? stat.size : undefined;
  const body = { type: "application/octet-stream", stream: createReadStream(file.path), length };
  const answer = await send(base, key, "POST", path, body);
  if (answer.status < 300) return { result: answer.json as ImportResult };
  const refused = refusalOf(answer);
  const held = refused.details as Partial<ImportResult> | undefined;
  if (refused.type === "unprocessable" && Array.isArray(held?.errors) && held.errors.length > 0) return { result: held as ImportResult };
  if (["unprocessable", "unsupported_format", "too_large"].includes(refused.type)) return { refused };
  throw refused;
}

function accepted(answer: Answer): unknown {
  if (answer.status >= 300) throw refusalOf(answer);
  return answer.json;
}

function refusalOf({ status, json }: Answer): AppError {
  const error = (json as { error?: { type?: string; message?: string; details?: unknown } } | null)?.error;
  const type = ERROR_TYPES.find((known) => known === error?.type) ?? ("internal" satisfies ErrorType);
  return new AppError(type, error?.message ?? `The server answered ${status}, which is not an answer of Reveille.`, error?.details);
}

/** Not `fetch`: an answer that comes before a large body was sent must still be read, and a long import must not time out. */
function send(base: string, key: string, method: string, path: string, body?: Body): Promise<Answer> {
  const url = new URL(`${base}/api/v1${path}`);
  const headers: Record<string, string | number> = { authorization: `Bearer ${key}`, accept: "application/json" };
  if (body) headers["content-type"] = body.type;
  const length = body?.bytes?.length ?? body?.length;
  if (length !== undefined) headers["content-length"] = length;
  return new Promise((done, fail) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, { method, headers });
    let answered = false;
    request.on("response", (response) => {
      answered = true;
      readJson(response).then((json) => done({ status: response.statusCode ?? 0, json }), fail);
    });
    request.on("error", (error) => {
      if (!answered) fail(new UnreachableError(`${base} does not answer (${error.message || (error as NodeJS.ErrnoException).code})`));
    });
    if (!body?.stream) return void request.end(body?.bytes);
    pipeline(body.stream, request, (error) => {
      // What went wrong on the wire, the request's own error tells; a file that cannot be read on, only this.
      if (error && "path" in error) fail(error);
    });
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return null;
  }
}

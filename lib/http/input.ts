import type { z } from "zod";
import { AppError } from "@/lib/domain/errors";

/** Largest JSON body, in bytes. Transcripts and folders of Markdown are streamed instead (`body: "stream"`). */
export const MAX_JSON_BYTES = 8 * 1024 * 1024;

export type InvalidDetail = { path: string; message: string };

/** `value` as the schema makes it, or `invalid_request` with every place that does not fit. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const unstorable = findUnstorable(value, "");
  if (unstorable !== null) throw invalid([{ path: unstorable, message: "U+0000 and unpaired surrogates cannot be stored." }]);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(result.error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message })));
}

function invalid(details: InvalidDetail[]): AppError {
  const [first] = details;
  const message = first ? `${first.path ? `${first.path}: ` : ""}${first.message}` : "The request is not valid.";
  return new AppError("invalid_request", message, details);
}

/** The place of the first string or key that PostgreSQL would refuse; a list instead of recursion, because depth is the sender's choice. */
function findUnstorable(value: unknown, at: string): string | null {
  const open: [string, unknown][] = [[at, value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, current] = next;
    if (typeof current === "string" && isUnstorable(current)) return path;
    if (current === null || typeof current !== "object") continue;
    for (const [key, inner] of Object.entries(current)) {
      if (isUnstorable(key)) return path;
      if (inner !== null && (typeof inner === "string" || typeof inner === "object")) open.push([path ? `${path}.${key}` : key, inner]);
    }
  }
  return null;
}

const isUnstorable = (text: string) => text.includes("\u0000") || !text.isWellFormed();

/** The JSON body; an empty body counts as `{}`, so that a POST whose fields are all optional needs none. */
export async function readJson(request: Request, maxBytes = MAX_JSON_BYTES): Promise<unknown> {
  const text = await readText(request, maxBytes);
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw invalid([{ path: "", message: "The body is not JSON." }]);
  }
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  const reader = request.body.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      bytes += chunk.value.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      parts.push(decode(decoder, chunk.value));
    }
    parts.push(decode(decoder));
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error;
  }
  return parts.join("");
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    throw invalid([{ path: "", message: "The body is not UTF-8." }]);
  }
}

const tooLarge = (maxBytes: number) => new AppError("too_large", `The body is larger than ${maxBytes} bytes.`, { max_bytes: maxBytes });

/** The query as an object; a name that is given twice becomes a list. */
export function readQuery(url: string): Record<string, string | string[]> {
  const given = new URL(url).searchParams;
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

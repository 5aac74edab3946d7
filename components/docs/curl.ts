import { KEY_VARIABLE } from "@/components/agents/connect-code";
import type { OperationObject } from "@/lib/schemas/openapi";

/** Text in single quotes for a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** What stands for a part of the path: `/stores/{id}` asks for a STORE_ID, `{n}` for a number. */
const placeholder = (path: string, name: string) =>
  name === "id" ? `${(path.split("/")[1] ?? "").replace(/s$/, "").toUpperCase()}_ID` : "2";

/** A command that makes this request; only what is needed is in it. `base` has no slash at its end. */
export function curlOf(base: string, path: string, method: string, of: OperationObject): string {
  const [body] = Object.entries(of.requestBody?.content ?? {});
  const file = of.requestBody?.["x-file"];
  const needed = of.parameters?.filter((p) => p.in === "query" && p.required) ?? [];
  const query = needed.length > 0 ? `?${new URLSearchParams(needed.map((p) => [p.name, String(p.schema.examples?.[0] ?? "VALUE")]))}` : "";
  const url = base + path.replace(/\{(\w+)\}/g, (_, name: string) => placeholder(path, name)) + query;
  const answers = Object.keys(Object.values(of.responses).flatMap((r) => ("content" in r ? (r.content ?? {}) : []))[0] ?? {});
  const flags = [
    method === "GET" || (body && method === "POST") ? "" : `-X ${method}`,
    of.security.length > 0 ? `-H "Authorization: Bearer $${KEY_VARIABLE}"` : "",
    body ? `-H "Content-Type: ${body[0]}"` : "",
    body ? (file ? `--data-binary @${file}` : `-d ${quoted(JSON.stringify(body[1].example))}`) : "",
    answers.some((a) => a === "application/octet-stream" || a === "application/zip") ? "-OJ" : "",
    answers.includes("text/event-stream") ? "-N" : "",
  ].filter(Boolean);
  return ["curl -fsS", ...flags, `"${url}"`].join(flags.length > 1 ? " \\\n  " : " ");
}

/** True when the caller already holds what `etag` names. Weak validators and lists count, as RFC 9110 13.1.2 says. */
export function notModified(request: Request, etag: string): boolean {
  const given = request.headers.get("if-none-match");
  if (!given) return false;
  return given.split(",").some((t) => t.trim() === "*" || t.trim().replace(/^W\//, "") === etag);
}

/** An answer of the memory routes: text that may be asked for again with its ETag. `body` null for 304. */
export function respondMemory(status: number, body: string | null, format: "json" | "markdown", headers: Record<string, string>): Response {
  const type = format === "markdown" ? "text/markdown; charset=utf-8" : "application/json; charset=utf-8";
  return new Response(body, {
    status,
    headers: { "cache-control": "private, no-cache", ...(body === null ? {} : { "content-type": type }), ...headers },
  });
}

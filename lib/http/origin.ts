import { requireOwnHeaders } from "@/lib/auth/own-origin";

/** Throws `forbidden` for a request that would write and does not come from our own pages. Reading needs no check. */
export function requireOwnOrigin(request: Request): void {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return;
  requireOwnHeaders(request.headers);
}

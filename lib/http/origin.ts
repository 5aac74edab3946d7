import { requireOwnHeaders } from "@/lib/auth/own-origin";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";

/** Throws `forbidden` for a request that would write and does not come from our own pages. Reading needs no check. */
export function requireOwnOrigin(request: Request): void {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return;
  requireOwnHeaders(request.headers);
}

/**
 * For the few reads that leave something behind (a delivery, a row that says who was shown raw bytes): throws `forbidden` where a page of another site led a
 * signed-in browser here. A key, and an address that somebody typed, pass.
 */
export function requireOwnSite(ctx: Context, request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (ctx.via !== "browser" || site === null || site === "same-origin" || site === "none") return;
  throw new AppError("forbidden", "Another site led here, and this address writes down that you were here. Open it from Reveille.");
}

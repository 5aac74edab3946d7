import type { z } from "zod";
import { authenticate } from "@/lib/auth/context";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { once } from "@/lib/http/idempotency";
import { parse, readJson, readQuery } from "@/lib/http/input";
import { requireOwnOrigin } from "@/lib/http/origin";
import { recordRefusal } from "@/lib/http/refusals";
import { errorReply, refusalReply, reply } from "@/lib/http/reply";
import { log } from "@/lib/log";
import type { Operation } from "@/lib/schemas/operation";

type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
type Handler = (request: Request, context: RouteContext) => Promise<Response>;

/**
 * What a route takes: an operation of `lib/schemas/operations`, of which this is looked at. A part that is left out is not looked at;
 * `body: "stream"` leaves `request.body` to the handler.
 */
export type RouteSpec<P, Q, B> = Partial<Pick<Operation, "method" | "path" | "secret" | "permission" | "agentPermission">> & {
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B> | "stream";
  /** Of a JSON body, in bytes; 8 MB unless told. */
  maxBytes?: number;
};

export type RouteInput<P, Q, B> = { ctx: Context; params: P; query: Q; body: B; request: Request; requestId: string };

type None = Record<string, never>;

/**
 * A route handler of the API: who is asking, from where, is it well-formed, then one call. What the handler returns is the JSON of a 200
 * (`undefined`: 204), unless it is a Response (`reply(201, json)`, a stream). AppErrors become their status; anything else a bare 500. A POST with an
 * `Idempotency-Key` is handled once.
 */
export function route<P = None, Q = None, B = undefined>(
  spec: RouteSpec<P, Q, B>,
  handle: (input: RouteInput<P, Q, B>) => unknown,
): Handler {
  return async (request, context) => {
    const requestId = requestIdOf(request);
    let ctx: Context | null = null;
    try {
      const session = await authenticate(request);
      ctx = session.ctx;
      if (ctx.via === "browser") requireOwnOrigin(request);
      const params = (spec.params ? parse(spec.params, await context.params) : {}) as P;
      const query = (spec.query ? parse(spec.query, readQuery(request.url)) : {}) as Q;
      const json = spec.body && spec.body !== "stream" ? await readJson(request, spec.maxBytes) : undefined;
      const body = (spec.body && spec.body !== "stream" ? parse(spec.body, json) : undefined) as B;
      const known = { ctx, params, query, body, requestId };
      const permission = (ctx.scope.agentId && spec.agentPermission) || spec.permission || null;
      const asked = { ctx, request, body: spec.body === "stream" ? "stream" : json, secret: spec.secret ?? false, permission };
      const response = await once(asked, async (once) => {
        const result = await handle({ ...known, request: once });
        return result instanceof Response ? result : reply(result === undefined ? 204 : 200, result);
      });
      const cookie = await session.setCookie();
      return withHeaders(response, cookie ? { "x-request-id": requestId, "set-cookie": cookie } : { "x-request-id": requestId });
    } catch (thrown) {
      await note(thrown, ctx, request, requestId);
      return withHeaders(refusalReply(thrown, requestId), { "x-request-id": requestId });
    }
  };
}

/** A handler for everyone, signed in or not: it takes nothing and knows nobody. */
export function open(_operation: Operation, answer: (request: Request) => Response): Handler {
  return async (request) => withHeaders(answer(request), { "x-request-id": requestIdOf(request) });
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof METHODS)[number];

/** Handlers for the methods a route does not have: `export const { PUT, PATCH, DELETE } = notAllowed("GET", "POST");` */
export function notAllowed(...allowed: Method[]): Record<Method, Handler> {
  const handler: Handler = async (request) => {
    const requestId = requestIdOf(request);
    const message = `${request.method} is not possible here.`;
    return errorReply(405, { type: "invalid_request", message }, { allow: allowed.join(", "), "x-request-id": requestId });
  };
  return Object.fromEntries(METHODS.map((method) => [method, handler])) as Record<Method, Handler>;
}

/** The answer of an address that does not exist. */
export const notFound: Handler = async (request) =>
  withHeaders(refusalReply(new AppError("not_found", "There is no such route."), ""), { "x-request-id": requestIdOf(request) });

/** The caller's `x-request-id` where it is a plain word, else a new one. */
function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given && /^[\w.-]{1,64}$/.test(given) ? given : crypto.randomUUID();
}

async function note(thrown: unknown, ctx: Context | null, request: Request, requestId: string): Promise<void> {
  const path = new URL(request.url).pathname;
  if (!(thrown instanceof AppError) || thrown.type === "internal") {
    log.error({ err: thrown, request_id: requestId, method: request.method, path }, "request failed");
    return;
  }
  if (thrown.type !== "forbidden" || !ctx) return;
  try {
    await recordRefusal(ctx, { method: request.method, path, reason: thrown.message });
  } catch (err) {
    log.error({ err, request_id: requestId }, "a refusal could not be recorded");
  }
}

/** Adds headers; an answer that came from elsewhere (a redirect, a fetch) may have frozen ones. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) all.append(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers: all });
}

import { createHash, randomUUID } from "node:crypto";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { env } from "@/lib/env";
import type { Answer, AnswerStore, Place } from "@/lib/http/answer-store";
import { answerStore } from "@/lib/http/answer-store";
import { HashedBody } from "@/lib/http/hashed-body";
import { log } from "@/lib/log";
import type { Operation } from "@/lib/schemas/operation";

const HEADER = "idempotency-key";
const RENEW_MS = 20_000;
/** A longer answer is not kept: a repeat is told that the work was done. */
const MAX_BODY_CHARS = 8_000_000;
const NOT_KEPT = "This Idempotency-Key was used and its request was carried out. What it was answered is not kept.";
/** What belongs to one answer only. */
const OWN_HEADERS = new Set(["set-cookie", "x-request-id"]);

export type Asked = {
  ctx: Context;
  request: Request;
  /** The parsed JSON body; of a streamed one, "stream". */
  body: unknown | "stream";
  /** The answer holds a secret that is shown once: it is never written down. */
  secret: boolean;
  /** What the work asks for. A repeat is answered without it: it is asked here then. */
  permission: Operation["permission"];
};

/**
 * Does `work` once per `Idempotency-Key` (of one caller, for one path, within a day): the same request again is answered as it was, with
 * `idempotency-replayed: true`. Refusals and faults are not kept: they changed nothing, and the same key may try again. What a request wrote is
 * noted with its commit: where the process, or the keeping of the answer, failed after it, a repeat does not act again, and is told what was written. Throws `conflict` for the key
 * with another request, while the first is still at work, and where the answer was not kept; `invalid_request` for a key that is none.
 */
export async function once(
  { ctx, request, body, secret, permission }: Asked,
  work: (request: Request) => Promise<Response>,
): Promise<Response> {
  const store = answerStore();
  const key = request.method === "POST" ? request.headers.get(HEADER) : null;
  if (key === null || !store) return work(request);
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = "takes 1 to 255 visible ASCII characters, without spaces";
    throw new AppError("invalid_request", `Idempotency-Key ${message}.`, [{ path: "Idempotency-Key", message }]);
  }
  const url = new URL(request.url);
  const place: Place = { operation: `POST ${url.pathname}`, key, claim: randomUUID() };
  const streamed = body === "stream" ? new HashedBody(request, url.search) : null;
  const hash = streamed
    ? null
    : createHash("sha256")
        .update(`${url.search}\n${JSON.stringify(body)}`)
        .digest("hex");
  const claimed = await store.claim(ctx, place, hash);
  if (claimed.state === "busy") throw stillAtWork(claimed.retryAfterSeconds);
  if (claimed.state === "answered" || claimed.state === "done") {
    if (permission && permission !== "none") requirePermission(ctx, permission);
    const given = hash ?? (await streamed?.digest(env().REVEILLE_MAX_UPLOAD_BYTES));
    if (claimed.hash !== null && given !== claimed.hash)
      throw new AppError("conflict", "This Idempotency-Key was used with another request. Use a new one.");
    if (claimed.state === "done") throw new AppError("conflict", NOT_KEPT, { carried_out: claimed.written });
    return replay(claimed.answer);
  }
  return carryOut(store, ctx, place, { hash, streamed, secret }, () => work(streamed?.request ?? request));
}

async function carryOut(
  store: AnswerStore,
  ctx: Context,
  place: Place,
  { hash, streamed, secret }: { hash: string | null; streamed: HashedBody | null; secret: boolean },
  work: () => Promise<Response>,
): Promise<Response> {
  const timer = setInterval(() => {
    void store.renew(ctx, place).catch((err) => log.warn({ err }, "the claim of an idempotency key was not renewed"));
  }, RENEW_MS);
  try {
    const response = await store.carryOut(ctx, place, work);
    if (response.status >= 400) {
      await store.release(ctx, place, response.status < 500);
      return response;
    }
    const text = await response.text();
    const given = hash ?? (await streamed?.digest(env().REVEILLE_MAX_UPLOAD_BYTES)) ?? "";
    const headers = [...response.headers].filter(([name]) => !OWN_HEADERS.has(name));
    const keep = !secret && text.length <= MAX_BODY_CHARS;
    await store.keep(ctx, place, given, { status: response.status, headers, body: keep ? text : null });
    return new Response(text === "" ? null : text, { status: response.status, headers: response.headers });
  } catch (thrown) {
    // A claim that cannot be let go of is free again when its lease has run out.
    const refused = thrown instanceof AppError && thrown.type !== "internal";
    await store.release(ctx, place, refused).catch((err) => log.warn({ err }, "the claim of an idempotency key was not released"));
    throw thrown;
  } finally {
    clearInterval(timer);
    await streamed?.close();
  }
}

function replay(answer: Answer): Response {
  if (answer.body === null) throw new AppError("conflict", NOT_KEPT);
  const headers = new Headers(answer.headers);
  headers.set("idempotency-replayed", "true");
  return new Response(answer.body === "" ? null : answer.body, { status: answer.status, headers });
}

const stillAtWork = (seconds: number) =>
  new AppError("conflict", "The first request with this Idempotency-Key is still being carried out.", { retry_after: seconds });

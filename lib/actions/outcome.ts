import { cookies } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { actionSession } from "@/lib/auth/context";
import { sessionCookieName, sessionCookieOptions } from "@/lib/auth/session-token";
import type { Context } from "@/lib/domain/context";
import { AppError, type ErrorType } from "@/lib/domain/errors";
import { log } from "@/lib/log";
import { recordRefusal } from "@/lib/services/record-refusal";

/** What a server action answers: a refusal is a value that the page shows, never a broken page. */
export type ActionResult<T = undefined> =
  | { ok: true; value: T }
  | { ok: false; type: ErrorType; message: string; details?: unknown; fields: Record<string, string> };

/** The shape of every action: who asks, is it well-formed, then one call. A refusal of a known person is audited. */
export async function act<I, T>(
  name: string,
  schema: z.ZodType<I>,
  input: unknown,
  run: (ctx: Context, input: I) => Promise<T>,
): Promise<ActionResult<T>> {
  return attempt(name, async () => {
    const { ctx, renewal } = await actionSession();
    const token = await renewal();
    if (token) (await cookies()).set(sessionCookieName(), token, sessionCookieOptions());
    try {
      return await run(ctx, valid(schema, input));
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.type === "forbidden") {
        await recordRefusal(ctx, { method: "ACTION", path: name, reason: thrown.message });
      }
      throw thrown;
    }
  });
}

/** Runs an action that knows its own caller. Next's redirects pass through. */
export async function attempt<T>(name: string, run: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (thrown) {
    unstable_rethrow(thrown);
    if (thrown instanceof AppError) return refused(thrown);
    log.error({ err: thrown, action: name }, "action failed");
    return { ok: false, type: "internal", message: "Something went wrong on the server; nothing was changed.", fields: {} };
  }
}

/** `input` as the schema makes it, or `invalid_request` with every place that does not fit. */
export function valid<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input, { error: inWords });
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
  throw new AppError("invalid_request", details.map((d) => (d.path ? `${d.path} ${d.message}` : d.message)).join("; "), details);
}

/** What a person reads beside a field whose schema does not say it itself. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined || issue.input === null) return "is needed";
  if (issue.code === "too_small") return issue.input === "" || issue.minimum === 1 ? "is needed" : `takes at least ${issue.minimum}`;
  if (issue.code === "too_big")
    return issue.origin === "string" ? `takes at most ${issue.maximum} characters` : `takes at most ${issue.maximum}`;
  return undefined;
}

function refused({ type, message, details }: AppError): ActionResult<never> {
  const places = Array.isArray(details) ? (details as { path?: unknown; message?: unknown }[]) : [];
  const named = places.filter((p) => typeof p?.path === "string" && typeof p.message === "string");
  const fields = Object.fromEntries(named.map((p) => [String(p.path).split(".")[0] ?? "", String(p.message)]));
  return {
    ok: false,
    type,
    message,
    fields,
    ...(details === undefined ? {} : { details: JSON.parse(JSON.stringify(details)) as unknown }),
  };
}

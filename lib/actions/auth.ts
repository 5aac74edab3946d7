"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionResult, act, attempt, valid } from "@/lib/actions/outcome";
import { addressOf } from "@/lib/auth/address";
import { actionSession, requirePageSession } from "@/lib/auth/context";
import { signOut, WORKSPACE_COOKIE } from "@/lib/auth/session";
import { isSecure, makeToken, sessionCookieName, sessionCookieOptions } from "@/lib/auth/session-token";
import { checkSignIn } from "@/lib/auth/sign-in";
import { admitAttempt, forgiveAttempt } from "@/lib/auth/throttle";
import { AppError } from "@/lib/domain/errors";
import type { KeyPreference } from "@/lib/domain/keys";
import { paths } from "@/lib/paths";
import { acceptLinkInput, changeNameInput, changePasswordInput, keyChangeInput, signInInput } from "@/lib/schemas/person";
import { acceptLink } from "@/lib/services/accept-link";
import { changeKeys } from "@/lib/services/change-keys";
import { changeName, changePassword } from "@/lib/services/change-password";

const YEAR_SECONDS = 365 * 24 * 3600;

/** Signs in with `email` and `password` of the form and goes to `next` (a path of ours) or the inbox. Answers only a refusal. */
export async function signInAction(_before: ActionResult | null, form: FormData): Promise<ActionResult> {
  return attempt("sign-in", async () => {
    const { email, password } = valid(signInInput, { email: form.get("email"), password: form.get("password") });
    const result = await checkSignIn(email, password, addressOf(await headers()));
    if (!result.ok) throw refusalOf(result);
    await setSession(result.person);
    redirect(ownPath(form.get("next")));
  });
}

/** Signs this browser out; a copy of its cookie is of no use after that either. */
export async function signOutAction(): Promise<void> {
  const jar = await cookies();
  await signOut((name) => jar.get(name)?.value);
  jar.delete(sessionCookieName());
  redirect(paths.signIn());
}

/** Uses a one-time link and signs its person in. Answers only a refusal. */
export async function acceptLinkAction(_before: ActionResult | null, form: FormData): Promise<ActionResult> {
  return attempt("accept-link", async () => {
    const text = (name: string) => (form.get(name) ? String(form.get(name)) : undefined);
    const input = valid(acceptLinkInput, {
      token: text("token"),
      name: text("name"),
      email: text("email"),
      password: text("password") ?? "",
    });
    // An invitation asks a known person for their password: that is an attempt to sign in like any other.
    const who = [input.email ?? input.token, addressOf(await headers())] as const;
    const wait = admitAttempt(...who);
    if (wait > 0) throw refusalOf({ reason: "throttled", retryAfterSeconds: wait });
    const accepted = await acceptLink(input);
    forgiveAttempt(...who);
    await setSession({ id: accepted.personId, epoch: accepted.sessionEpoch });
    if (accepted.workspaceId) await setWorkspace(accepted.workspaceId);
    redirect(paths.inbox());
  });
}

/** Looks at another workspace of the person's, from the inbox on. */
export async function switchWorkspaceAction(workspaceId: string): Promise<void> {
  const { person } = await requirePageSession();
  const wanted = z.string().safeParse(workspaceId).data;
  if (person.memberships.some((m) => m.workspaceId === wanted)) await setWorkspace(String(wanted));
  redirect(paths.inbox());
}

/** The person's own password; this browser stays signed in, all others are signed out. */
export async function changePasswordAction(input: unknown): Promise<ActionResult> {
  return attempt("change-password", async () => {
    const { ctx, person } = await actionSession();
    const checked = valid(changePasswordInput, input);
    const who = [person.email, addressOf(await headers())] as const;
    const wait = admitAttempt(...who);
    if (wait > 0) throw refusalOf({ reason: "throttled", retryAfterSeconds: wait });
    const changed = await changePassword(ctx, checked);
    forgiveAttempt(...who);
    await setSession({ id: changed.personId, epoch: changed.sessionEpoch });
    return undefined;
  });
}

/** The person's own name. */
export async function changeNameAction(input: unknown): Promise<ActionResult> {
  return attempt("change-name", async () => {
    const { ctx } = await actionSession();
    await changeName(ctx, valid(changeNameInput, input));
    return undefined;
  });
}

/** The keys of the person's commands: `{command, key}` (null: the one that came with it), `{reset: true}` or `{singles}`. Answers the whole choice. */
export async function changeKeysAction(input: unknown): Promise<ActionResult<KeyPreference>> {
  return act("person.keys", keyChangeInput, input, changeKeys);
}

/** The person's keys as they stand: another browser of theirs may have changed them. */
export async function readKeysAction(): Promise<ActionResult<KeyPreference>> {
  return attempt("read-keys", async () => (await actionSession()).person.keys);
}

async function setSession(person: { id: string; epoch: number }): Promise<void> {
  (await cookies()).set(sessionCookieName(), await makeToken(person), sessionCookieOptions());
}

async function setWorkspace(id: string): Promise<void> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure(), maxAge: YEAR_SECONDS } as const;
  (await cookies()).set(WORKSPACE_COOKIE, id, options);
}

function refusalOf(result: { reason: "wrong" | "disabled" } | { reason: "throttled"; retryAfterSeconds: number }): AppError {
  switch (result.reason) {
    case "wrong":
      return new AppError("unauthorized", "This email and password do not belong together.");
    case "disabled":
      return new AppError("forbidden", "This account is disabled. An admin of your workspace can enable it.");
    case "throttled": {
      const minutes = Math.ceil(result.retryAfterSeconds / 60);
      const message = `Too many attempts. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
      return new AppError("rate_limited", message, { retry_after: result.retryAfterSeconds });
    }
  }
}

/** Where to go after signing in: a path of this server, never another one's address. */
function ownPath(next: FormDataEntryValue | null): string {
  return typeof next === "string" && /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : paths.inbox();
}

import { createHash } from "node:crypto";
import { type Context, mintScope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { findKeyByHash, type KeyForGate, touchKey } from "@/lib/queries/session";

/** The key of a request: `Authorization: Bearer KEY` or `x-api-key: KEY`; null when it brings none. */
export function keyOf(headers: Headers): string | null {
  const bearer = /^bearer\s+(.*)$/i.exec(headers.get("authorization") ?? "")?.[1]?.trim();
  return bearer ?? headers.get("x-api-key")?.trim() ?? null;
}

/** The context of a key. Throws `unauthorized` for one that is unknown, revoked, expired, replaced by a new secret, of an archived agent, or whose maker is disabled or no longer a member. */
export async function contextFromKey(key: string, now: Date = new Date()): Promise<Context> {
  const found = key === "" || key.length > 500 ? null : await findKeyByHash(createHash("sha256").update(key).digest("hex"));
  const why = found ? whyRefused(found, now) : "This API key is not known.";
  if (!found || why) throw new AppError("unauthorized", why ?? "This API key is not known.");
  const minute = Math.floor(now.getTime() / 60_000) * 60_000;
  if (!found.last_used_at || found.last_used_at.getTime() < minute)
    await touchKey(found.workspace_id, found.id, found.previous_until !== null);
  return {
    scope: mintScope(found.workspace_id, found.agent_id, found.agent_id ? (found.store_ids ?? []) : null),
    actor: { kind: "key", id: found.id, name: found.name, personId: found.person_id },
    grant: { role: found.role, scopes: found.scopes, agentId: found.agent_id },
    via: "api",
  };
}

function whyRefused(key: KeyForGate, now: Date): string | null {
  if (key.revoked_at) return "This API key was revoked.";
  if (key.expires_at && key.expires_at <= now) return "This API key has expired.";
  if (key.previous_until && key.previous_until <= now) return "This API key was given a new secret, and the time of this one is over.";
  if (key.agent_archived) return "The agent of this API key is archived. An admin can take it out of the archive.";
  if (key.person_id && (key.person_disabled || !key.role)) return "The person who made this API key is no longer active in its workspace.";
  return null;
}

import type { Actor } from "@/lib/domain/actor";
import { AppError } from "@/lib/domain/errors";
import { type Grant, type Permission, refusal } from "@/lib/domain/permission";

declare const minted: unique symbol;

/**
 * The tenant, and of an agent's key the agent and the stores it reaches. Branded, so that an unscoped read does not compile: only
 * `mintScope` makes one, and only the gates (lib/auth), the worker and tests call it.
 */
export type Scope = {
  readonly workspaceId: string;
  /** Set for an agent's key: it reaches that agent's transcripts and stores only. */
  readonly agentId: string | null;
  readonly storeIds: readonly string[] | null;
  readonly [minted]: true;
};

export function mintScope(workspaceId: string, agentId: string | null = null, storeIds: readonly string[] | null = null): Scope {
  return { workspaceId, agentId, storeIds } as Scope;
}

/** Who asks, in which workspace, by which door. */
export type Context = {
  readonly scope: Scope;
  readonly actor: Actor;
  readonly grant: Grant;
  readonly via: "browser" | "api" | "system";
};

/** Throws `forbidden` unless the context may do `permission`. */
export function requirePermission(ctx: Context, permission: Permission): void {
  const why = refusal(ctx.grant, permission);
  if (why) throw new AppError("forbidden", why, { permission });
}

/** Throws `not_found` unless an agent's key reaches this store. */
export function requireStore(scope: Scope, storeId: string): void {
  if (scope.storeIds && !scope.storeIds.includes(storeId)) throw new AppError("not_found", "There is no such memory store.");
}

/** Throws `not_found` unless an agent's key is this agent's. */
export function requireAgent(scope: Scope, agentId: string): void {
  if (scope.agentId && scope.agentId !== agentId) throw new AppError("not_found", "There is no such agent.");
}

/**
 * Throws `unauthorized` unless the context is of that person in that workspace: what waited in a browser is never done in the name of whoever signed in
 * there since. It is no refusal of the work itself: it waits for its person.
 */
export function requireSameAsker(ctx: Context, asked: { workspaceId: string; personId: string }): void {
  if ((ctx.actor.personId ?? ctx.actor.id) !== asked.personId)
    throw new AppError("unauthorized", "Somebody else is signed in here now. What you decided waits until you sign in again.");
  if (ctx.scope.workspaceId !== asked.workspaceId)
    throw new AppError("unauthorized", "Another workspace is open here now. What you decided waits until you open its own again.");
}

/** The context of work that no person asked for just now; it may do everything in its workspace. */
export function systemContext(workspaceId: string, actor: Actor): Context {
  return { scope: mintScope(workspaceId), actor, grant: { role: "admin", scopes: null, agentId: null }, via: "system" };
}

export const ROLES = ["viewer", "uploader", "reviewer", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = [
  "memory:read",
  "transcripts:read",
  "proposals:read",
  "transcripts:write",
  "dreams:run",
  "proposals:decide",
  "memory:write",
  "admin",
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Who may do what: the role that a person needs at least, the scope that a key needs (`admin` covers every scope), and whether a key that is
 * bound to an agent may do it at all. An agent's key can never decide.
 */
export const PERMISSIONS = {
  "memory.read": { role: "viewer", scope: "memory:read", agentKey: true },
  "agents.read": { role: "viewer", scope: "memory:read", agentKey: true },
  "transcripts.read": { role: "viewer", scope: "transcripts:read", agentKey: true },
  "proposals.read": { role: "viewer", scope: "proposals:read", agentKey: true },
  "dreams.read": { role: "viewer", scope: "proposals:read", agentKey: true },
  "audit.read": { role: "viewer", scope: "proposals:read", agentKey: false },
  "people.read": { role: "viewer", scope: "admin", agentKey: false },
  "transcripts.write": { role: "uploader", scope: "transcripts:write", agentKey: true },
  "outcomes.write": { role: "uploader", scope: "transcripts:write", agentKey: true },
  "dreams.run": { role: "uploader", scope: "dreams:run", agentKey: false },
  "proposals.decide": { role: "reviewer", scope: "proposals:decide", agentKey: false },
  "memory.write": { role: "reviewer", scope: "memory:write", agentKey: false },
  "memory.note": { role: "reviewer", scope: "memory:write", agentKey: true },
  "memory.rollback": { role: "admin", scope: "admin", agentKey: false },
  "memory.pin": { role: "admin", scope: "admin", agentKey: false },
  "transcripts.reveal": { role: "admin", scope: "admin", agentKey: false },
  "agents.manage": { role: "admin", scope: "admin", agentKey: false },
  "stores.manage": { role: "admin", scope: "admin", agentKey: false },
  "claude.manage": { role: "admin", scope: "admin", agentKey: false },
  "keys.manage": { role: "admin", scope: "admin", agentKey: false },
  "people.manage": { role: "admin", scope: "admin", agentKey: false },
} as const satisfies Record<string, { role: Role; scope: Scope; agentKey: boolean }>;
export type Permission = keyof typeof PERMISSIONS;

/** What decides a permission: a person's role, or a key's scopes, its agent, and the role of the person who made it (null: the command line's key). */
export type Grant = { role: Role | null; scopes: readonly Scope[] | null; agentId: string | null };

const atLeast = (role: Role, needed: Role) => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Why `grant` may not do `permission`, in a sentence; null when it may. */
export function refusal(grant: Grant, permission: Permission): string | null {
  const rule = PERMISSIONS[permission];
  if (grant.scopes) {
    if (grant.agentId && !rule.agentKey) return "An agent's key cannot do this.";
    if (!grant.scopes.includes(rule.scope) && !grant.scopes.includes("admin")) return `This key lacks the scope ${rule.scope}.`;
    if (grant.role && !atLeast(grant.role, rule.role)) return `The person who made this key is no longer ${rule.role} or above.`;
    return null;
  }
  if (!grant.role) return "You are not a member of this workspace.";
  return atLeast(grant.role, rule.role) ? null : `This takes the role ${rule.role} or above; yours is ${grant.role}.`;
}

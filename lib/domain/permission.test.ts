import { describe, expect, it } from "vitest";
import { type Grant, PERMISSIONS, type Permission, ROLES, type Role, refusal, SCOPES, type Scope } from "@/lib/domain/permission";

/** The table as it is promised: v viewer, u uploader, r reviewer, a admin; the scope; whether an agent's key may. */
const PROMISED: Record<Permission, [role: string, scope: Scope, agentKey: boolean]> = {
  "memory.read": ["vura", "memory:read", true],
  "agents.read": ["vura", "memory:read", true],
  "transcripts.read": ["vura", "transcripts:read", true],
  "proposals.read": ["vura", "proposals:read", true],
  "dreams.read": ["vura", "proposals:read", true],
  "audit.read": ["vura", "proposals:read", false],
  "people.read": ["vura", "admin", false],
  "transcripts.write": ["ura", "transcripts:write", true],
  "outcomes.write": ["ura", "transcripts:write", true],
  "dreams.run": ["ura", "dreams:run", false],
  "proposals.decide": ["ra", "proposals:decide", false],
  "memory.write": ["ra", "memory:write", false],
  "memory.note": ["ra", "memory:write", true],
  "memory.rollback": ["a", "admin", false],
  "memory.pin": ["a", "admin", false],
  "transcripts.reveal": ["a", "admin", false],
  "agents.manage": ["a", "admin", false],
  "stores.manage": ["a", "admin", false],
  "claude.manage": ["a", "admin", false],
  "keys.manage": ["a", "admin", false],
  "people.manage": ["a", "admin", false],
};
const permissions = Object.keys(PERMISSIONS) as Permission[];
const may = (grant: Grant, permission: Permission) => refusal(grant, permission) === null;
const key = (scopes: readonly Scope[], more: Partial<Grant> = {}): Grant => ({ role: null, scopes, agentId: null, ...more });

describe("the permission table", () => {
  it("names every permission, and no other", () => {
    expect(Object.keys(PROMISED).sort()).toEqual([...permissions].sort());
  });

  it.each(permissions)("%s: each role may or may not, as promised", (permission) => {
    for (const role of ROLES) {
      const promised = PROMISED[permission][0].includes(role[0] ?? "?");
      expect(may({ role, scopes: null, agentId: null }, permission), role).toBe(promised);
    }
  });

  it.each(permissions)("%s: a key may with its scope or with admin, and with no other", (permission) => {
    for (const scope of SCOPES) {
      expect(may(key([scope]), permission), scope).toBe(scope === PROMISED[permission][1] || scope === "admin");
    }
  });

  it.each(permissions)("%s: an agent's key may or may not, with every scope it could have", (permission) => {
    expect(may(key(SCOPES, { agentId: "agt_1" }), permission)).toBe(PROMISED[permission][2]);
  });

  it("an agent's key never decides, applies, dreams or manages, whatever its scopes and whoever made it", () => {
    for (const permission of ["proposals.decide", "memory.write", "memory.rollback", "dreams.run", "keys.manage"] as const) {
      expect(may(key(SCOPES, { agentId: "agt_1", role: "admin" }), permission)).toBe(false);
    }
  });

  it("a key can do no more than the person who made it can now", () => {
    for (const permission of permissions) {
      for (const role of ROLES as readonly Role[]) {
        const promised = PROMISED[permission][0].includes(role[0] ?? "?");
        expect(may(key(SCOPES, { role }), permission), `${permission} ${role}`).toBe(promised);
      }
    }
  });

  it("somebody who is no member may nothing", () => {
    for (const permission of permissions) expect(may({ role: null, scopes: null, agentId: null }, permission)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { contextFromRequest } from "@/lib/auth/context";
import { contextFromKey } from "@/lib/auth/key";
import { makeToken, sessionCookieName } from "@/lib/auth/session-token";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { type Context, requirePermission, systemContext } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { SCOPES } from "@/lib/domain/permission";
import { setRefusalRecorder } from "@/lib/http/refusals";
import { route } from "@/lib/http/route";
import { listKeys } from "@/lib/queries/keys";
import { AGENT_KEY_SCOPES, createKeyInput } from "@/lib/schemas/key";
import { COMMAND_LINE_KEY, createKey, insertKey } from "@/lib/services/create-key";
import { insertMembership, insertWorkspace } from "@/lib/services/insert-workspace";
import { recordRefusal } from "@/lib/services/record-refusal";
import { revokeKey } from "@/lib/services/revoke-key";
import { rotateKey } from "@/lib/services/rotate-key";

process.env.NEXTAUTH_SECRET = "a secret for tests only";
setRefusalRecorder(recordRefusal);
const ACTOR = systemActor("bootstrap", "Test");
const params = Promise.resolve({});

async function makeAdmin(): Promise<Context & { personId: string }> {
  const personId = newId("person");
  await db.person.create({ data: { id: personId, email: `${personId}@example.com`, name: "Ada" } });
  const workspaceId = await db.$transaction(async (tx) => {
    const id = await insertWorkspace(tx, ACTOR, { name: "Test" });
    await insertMembership(tx, ACTOR, { workspaceId: id, personId, role: "admin" });
    return id;
  });
  return { ...systemContext(workspaceId, { kind: "person", id: personId, name: "Ada", personId }), personId };
}

const with_ = (headers: Record<string, string>, method = "GET") => new Request("http://localhost:3000/api/v1/x", { method, headers });
const bearer = (key: string) => with_({ authorization: `Bearer ${key}` });
const typeOf = (run: Promise<unknown>) =>
  run.then(
    () => "nothing",
    (e) => (e instanceof AppError ? e.type : `bug: ${e}`),
  );

describe("a key", () => {
  it("is known by either header, acts as the person who made it, and is stored as a hash only", async () => {
    const admin = await makeAdmin();
    const { key, id } = await createKey(admin, { name: "CI", scopes: ["memory:read"] });
    expect(key).toMatch(/^rvl_[A-Za-z0-9_-]{43}$/);
    for (const request of [bearer(key), with_({ "x-api-key": key }), with_({ authorization: `bearer  ${key}` })]) {
      const ctx = await contextFromRequest(request);
      expect(ctx).toMatchObject({
        actor: { kind: "key", id, personId: admin.personId },
        grant: { role: "admin", scopes: ["memory:read"] },
        via: "api",
      });
      expect(ctx.scope).toMatchObject({ workspaceId: admin.scope.workspaceId, agentId: null, storeIds: null });
    }
    const row = await db.apiKey.findFirstOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(key);
    expect(key.startsWith(row.prefix)).toBe(true);
    expect(row.prefix.length).toBeLessThan(16);
  });

  it("is refused when unknown, empty, revoked, expired, its maker disabled or no longer a member", async () => {
    const admin = await makeAdmin();
    const made = () => createKey(admin, { name: "k", scopes: ["memory:read"] });
    for (const bad of ["rvl_unknown", "", "x".repeat(5000)])
      expect(await typeOf(contextFromRequest(with_({ "x-api-key": bad })))).toBe("unauthorized");
    const revoked = await made();
    await revokeKey(admin, { keyId: revoked.id });
    expect(await typeOf(contextFromRequest(bearer(revoked.key)))).toBe("unauthorized");
    expect(await typeOf(revokeKey(admin, { keyId: revoked.id }))).toBe("conflict");
    const expired = await made();
    await db.apiKey.updateMany({ where: { id: expired.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await typeOf(contextFromRequest(bearer(expired.key)))).toBe("unauthorized");
    const good = await made();
    await db.person.update({ where: { id: admin.personId }, data: { disabledAt: new Date() } });
    expect(await typeOf(contextFromRequest(bearer(good.key)))).toBe("unauthorized");
    await db.person.update({ where: { id: admin.personId }, data: { disabledAt: null } });
    expect(await typeOf(contextFromRequest(bearer(good.key)))).toBe("nothing");
    await db.membership.deleteMany({ where: { personId: admin.personId } });
    expect(await typeOf(contextFromRequest(bearer(good.key)))).toBe("unauthorized");
  });

  it("a bad key is refused though the browser is signed in", async () => {
    const admin = await makeAdmin();
    const cookie = `${sessionCookieName()}=${await makeToken({ id: admin.personId, epoch: 1 })}`;
    expect(await typeOf(contextFromRequest(with_({ cookie })))).toBe("nothing");
    expect(await typeOf(contextFromRequest(with_({ cookie, authorization: "Bearer rvl_wrong" })))).toBe("unauthorized");
  });

  it("its last use is kept to the minute", async () => {
    const admin = await makeAdmin();
    const { key, id } = await createKey(admin, { name: "k", scopes: ["memory:read"] });
    await Promise.all([contextFromRequest(bearer(key)), contextFromRequest(bearer(key))]);
    const { lastUsedAt } = await db.apiKey.findFirstOrThrow({ where: { id } });
    expect(lastUsedAt?.getUTCSeconds()).toBe(0);
    expect(Date.now() - (lastUsedAt?.getTime() ?? 0)).toBeLessThan(120_000);
  });

  it("with a new secret stays the same key; the old secret works for the time that was chosen, then is refused in words", async () => {
    const admin = await makeAdmin();
    const { workspaceId } = admin.scope;
    const made = await createKey(admin, { name: "CI", scopes: ["memory:read"], expiresInDays: 9 });
    await contextFromKey(made.key);
    for (const [graceHours, works] of [
      [24, true],
      [1, true],
      [0, false],
    ] as const) {
      const old = graceHours === 24 ? made.key : (await rotateKey(admin, { keyId: made.id, graceHours: 0 })).key;
      const fresh = await rotateKey(admin, { keyId: made.id, graceHours });
      expect([fresh.id, fresh.key === old]).toEqual([made.id, false]);
      expect(await contextFromKey(fresh.key)).toMatchObject({ actor: { id: made.id, name: "CI" }, grant: { scopes: ["memory:read"] } });
      expect(await typeOf(contextFromKey(old))).toBe(works ? "nothing" : "unauthorized");
      const end = fresh.oldUntil.getTime();
      expect(await typeOf(contextFromKey(old, new Date(end)))).toBe("unauthorized");
      if (works) expect(await typeOf(contextFromKey(old, new Date(end - 1)))).toBe("nothing");
      await expect(contextFromKey(old, new Date(end))).rejects.toThrow(/given a new secret/);
      expect(await typeOf(contextFromKey(fresh.key, new Date(end)))).toBe("nothing");
    }
    // Rotated twice, the secret before the last is unknown.
    await expect(contextFromKey(made.key)).rejects.toThrow(/not known/);
    expect((await db.apiKey.findFirstOrThrow({ where: { id: made.id } })).expiresAt?.getTime()).toBeGreaterThan(
      Date.now() + 8 * 86_400_000,
    );
    const actions = (await db.audit.findMany({ where: { workspaceId, entityId: made.id } })).map((r) => r.action);
    expect(actions.filter((a) => a === "key.rotate")).toHaveLength(5);
    expect(JSON.stringify(await db.audit.findMany({ where: { workspaceId } }))).not.toContain(made.key);
  });

  it("says when its old secret was used last, apart from the new one, and until when it works", async () => {
    const admin = await makeAdmin();
    const made = await createKey(admin, { name: "CI", scopes: ["memory:read"] });
    await rotateKey(admin, { keyId: made.id, graceHours: 1 });
    expect(await listKeys(admin)).toMatchObject([{ last_used_at: null, previous: { used_at: null } }]);
    await contextFromKey(made.key);
    const [row] = await listKeys(admin);
    expect(row?.previous?.used_at).toMatch(/:00\.000Z$/);
    const [later] = await listKeys(admin, new Date(Date.parse(row?.previous?.until ?? "")));
    expect(later?.previous).toBeNull();
  });

  it("is given no new secret when it is revoked, expired, another workspace's or the command line's, or by whoever is no admin", async () => {
    const admin = await makeAdmin();
    const made = () => createKey(admin, { name: "k", scopes: ["memory:read"] });
    const revoked = await made();
    await revokeKey(admin, { keyId: revoked.id });
    expect(await typeOf(rotateKey(admin, { keyId: revoked.id, graceHours: 0 }))).toBe("conflict");
    const expired = await made();
    await db.apiKey.updateMany({ where: { id: expired.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await typeOf(rotateKey(admin, { keyId: expired.id, graceHours: 0 }))).toBe("conflict");
    const good = await made();
    expect(await typeOf(rotateKey(await makeAdmin(), { keyId: good.id, graceHours: 0 }))).toBe("not_found");
    const reviewer: Context = { ...admin, grant: { role: "reviewer", scopes: null, agentId: null } };
    expect(await typeOf(rotateKey(reviewer, { keyId: good.id, graceHours: 0 }))).toBe("forbidden");
    const { workspaceId } = admin.scope;
    const own = { workspaceId, name: COMMAND_LINE_KEY, scopes: SCOPES, personId: null };
    const cli = await db.$transaction((tx) => insertKey(tx, "rvl_of_the_command_line", own));
    expect(await typeOf(rotateKey(admin, { keyId: cli, graceHours: 0 }))).toBe("conflict");
    // Of two at once one wins: nobody holds a secret that was never valid.
    const both = await Promise.allSettled([1, 24].map((g) => rotateKey(admin, { keyId: good.id, graceHours: g as 1 | 24 })));
    for (const r of both) if (r.status === "fulfilled") expect(await typeOf(contextFromKey(r.value.key))).toBe("nothing");
    expect(both.some((r) => r.status === "fulfilled")).toBe(true);
  });

  it("revoked, is refused with its old secret too", async () => {
    const admin = await makeAdmin();
    const made = await createKey(admin, { name: "k", scopes: ["memory:read"] });
    await rotateKey(admin, { keyId: made.id, graceHours: 24 });
    await revokeKey(admin, { keyId: made.id });
    await expect(contextFromKey(made.key)).rejects.toThrow(/was revoked/);
  });

  it("of an agent: reaches that agent's stores, takes no scope that decides, and never decides", async () => {
    const admin = await makeAdmin();
    const { workspaceId } = admin.scope;
    const agentId = newId("agent");
    const [storeId, otherId] = [newId("store"), newId("store")];
    await db.agent.create({ data: { workspaceId, id: agentId, name: "Support" } });
    for (const id of [storeId, otherId]) await db.store.create({ data: { workspaceId, id, name: id, policy: {}, head: 1 } });
    await db.storeAgent.create({ data: { workspaceId, storeId, agentId } });
    expect(AGENT_KEY_SCOPES).toEqual(["memory:read", "transcripts:read", "proposals:read", "transcripts:write", "memory:write"]);
    for (const scope of SCOPES) {
      const ok = createKeyInput.safeParse({ name: "k", scopes: [scope], agentId }).success;
      expect(ok, scope).toBe(AGENT_KEY_SCOPES.includes(scope));
    }
    const { key } = await createKey(admin, { name: "agent", scopes: [...AGENT_KEY_SCOPES], agentId });
    const ctx = await contextFromRequest(bearer(key));
    expect(ctx.scope).toMatchObject({ agentId, storeIds: [storeId] });
    expect(() => requirePermission(ctx, "proposals.decide")).toThrow(/agent's key/);
    expect(await typeOf(createKey(admin, { name: "k", scopes: ["memory:read"], agentId: newId("agent") }))).toBe("not_found");
  });

  it("another workspace's key cannot be revoked", async () => {
    const { id } = await createKey(await makeAdmin(), { name: "k", scopes: ["memory:read"] });
    expect(await typeOf(revokeKey(await makeAdmin(), { keyId: id }))).toBe("not_found");
  });
});

describe("a route", () => {
  const handler = route({}, ({ ctx }) => {
    requirePermission(ctx, "keys.manage");
    return { ok: true };
  });

  it("without a key or a session answers 401 with the scheme and a request id", async () => {
    const response = await handler(with_({}), { params });
    expect([response.status, response.headers.get("www-authenticate")?.slice(0, 6)]).toEqual([401, "Bearer"]);
    expect(response.headers.get("x-request-id")).toMatch(/\w/);
  });

  it("refuses a key without the scope, and writes the refusal down; an unknown caller leaves no trace", async () => {
    const admin = await makeAdmin();
    const { key, id } = await createKey(admin, { name: "k", scopes: ["memory:read"] });
    await handler(with_({ "x-api-key": "rvl_unknown" }), { params });
    const response = await handler(bearer(key), { params });
    expect([response.status, (await response.json()).error.type]).toEqual([403, "forbidden"]);
    const rows = await db.audit.findMany({ where: { action: "access.refused", workspaceId: admin.scope.workspaceId } });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ actor: { id }, entityId: "GET /api/v1/x" });
  });

  it("with a cookie takes a POST from its own pages only, with a key from anywhere", async () => {
    const admin = await makeAdmin();
    const cookie = `${sessionCookieName()}=${await makeToken({ id: admin.personId, epoch: 1 })}`;
    const { key } = await createKey(admin, { name: "k", scopes: ["admin"] });
    const status = async (headers: Record<string, string>) => (await handler(with_(headers, "POST"), { params })).status;
    const host = "localhost:3000";
    expect(await status({ cookie, host, origin: "http://localhost:3000" })).toBe(200);
    expect(await status({ cookie, host, origin: "http://evil.example" })).toBe(403);
    expect(await status({ cookie, host })).toBe(403);
    expect(await status({ authorization: `Bearer ${key}`, host, origin: "http://evil.example" })).toBe(200);
  });
});

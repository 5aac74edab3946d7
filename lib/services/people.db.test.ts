import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSession, signOut } from "@/lib/auth/session";
import { makeToken, readToken, sessionCookieName } from "@/lib/auth/session-token";
import { checkSignIn } from "@/lib/auth/sign-in";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { auditHash, CHAIN_START } from "@/lib/domain/audit";
import { type Context, mintScope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/permission";
import { getLink } from "@/lib/queries/people";
import { acceptLink } from "@/lib/services/accept-link";
import { bootstrap } from "@/lib/services/bootstrap";
import { changePassword } from "@/lib/services/change-password";
import { changeRole } from "@/lib/services/change-role";
import { createInvite, endInvite } from "@/lib/services/create-invite";
import { createResetLink, createResetLinkFor } from "@/lib/services/create-reset-link";
import { disablePerson } from "@/lib/services/disable-person";
import { hashPassword } from "@/lib/services/hash-password";
import { insertMembership, insertWorkspace, joinSample } from "@/lib/services/insert-workspace";

process.env.NEXTAUTH_SECRET = "a secret for tests only";
const ACTOR = systemActor("bootstrap", "Test");
const PASSWORD = "correct horse battery";

const makeWorkspace = (sample = false) => db.$transaction((tx) => insertWorkspace(tx, ACTOR, { name: "Test", sample }));

async function makePerson(workspaceId: string, role: Role, email = `${randomUUID()}@example.com`) {
  const id = newId("person");
  await db.person.create({ data: { id, email, name: role, passwordHash: await hashPassword(PASSWORD) } });
  await db.$transaction((tx) => insertMembership(tx, ACTOR, { workspaceId, personId: id, role }));
  const ctx: Context = {
    scope: mintScope(workspaceId),
    actor: { kind: "person", id, name: role, personId: id },
    grant: { role, scopes: null, agentId: null },
    via: "browser",
  };
  return { id, email, ctx };
}

const typeOf = (run: Promise<unknown>) =>
  run.then(
    () => "nothing",
    (e) => (e instanceof AppError ? e.type : `bug: ${e}`),
  );
const tokenOf = (url: string) => new URL(url).searchParams.get("token") ?? "";
const sessionOf = async (id: string, epoch: number) => {
  const token = await makeToken({ id, epoch });
  return readSession((name) => (name === sessionCookieName() ? token : undefined));
};

/** Walks the chain: every row's hash covers the row and the hash before it. */
async function chainHolds(workspaceId: string): Promise<string[]> {
  const rows = await db.audit.findMany({ where: { workspaceId }, orderBy: { seq: "asc" } });
  let prev = CHAIN_START;
  for (const row of rows) {
    const { prevHash, hash, ...entry } = row;
    expect(prevHash).toBe(prev);
    expect(auditHash(prev, { ...entry, at: row.at.toISOString() } as never)).toBe(hash);
    prev = hash;
  }
  return rows.map((row) => row.action);
}

describe("the first start", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "reveille-test-"));
  const run = (more = {}) => bootstrap({ sample: true, dataDir, ...more });

  it("of two servers at once: one workspace, one sample asked for, one key for the command line, one link that works", async () => {
    const links = await Promise.all([run(), run()]);
    expect(await db.workspace.count()).toBe(1);
    expect(await db.apiKey.count()).toBe(1);
    const jobs = await db.$queryRaw<{ n: number }[]>`select count(*)::int as n from pgboss.job where name = 'sample'`;
    expect(jobs[0]?.n).toBe(1);
    const states = await Promise.all(links.map(async ({ signInUrl }) => (await getLink(tokenOf(String(signInUrl)))).state));
    expect(states.sort()).toEqual(["expired", "open"]);
    expect(existsSync(join(dataDir, "cli.key"))).toBe(true);
    expect(statSync(join(dataDir, "cli.key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, "cli.key"), "utf8")).toMatch(/^rvl_[A-Za-z0-9_-]{43}\n$/);
  });

  it("each start ends the link before; looking uses nothing up; of two who press at once one gets in; then no more links", async () => {
    const first = tokenOf(String((await run()).signInUrl));
    const second = tokenOf(String((await run()).signInUrl));
    expect((await getLink(first)).state).toBe("expired");
    for (let i = 0; i < 3; i++) expect((await getLink(second)).state).toBe("open");
    const press = (email: string) => acceptLink({ token: second, name: "First", email, password: PASSWORD });
    const outcomes = await Promise.all([typeOf(press("one@example.com")), typeOf(press("two@example.com"))]);
    expect(outcomes.sort()).toEqual(["not_found", "nothing"]);
    expect(await db.person.count()).toBe(1);
    expect((await run()).signInUrl).toBeNull();
  });

  it("the first admin also belongs to the sample, whichever comes second; nobody else does", async () => {
    const sampleId = await makeWorkspace(true);
    await db.$transaction((tx) => joinSample(tx, ACTOR));
    await db.$transaction((tx) => joinSample(tx, ACTOR));
    const members = await db.membership.findMany({ where: { workspaceId: sampleId }, include: { person: true } });
    expect(members.map((m) => m.role)).toEqual(["admin"]);
  });

  it("a second start with other credentials changes nothing", async () => {
    const before = [await db.person.count(), await db.workspace.count(), await db.apiKey.count()];
    await run({ email: "other@example.com", password: PASSWORD, apiKey: "rvl_other_other_other_other" });
    expect([await db.person.count(), await db.workspace.count(), await db.apiKey.count()]).toEqual(before);
  });
});

describe("links", () => {
  it("an invitation makes a person with its role, once", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    const link = await createInvite(admin.ctx, { role: "reviewer" });
    const input = { token: tokenOf(link.url), name: "New", email: "new@example.com", password: PASSWORD };
    const accepted = await acceptLink(input);
    const member = await db.membership.findFirst({ where: { personId: accepted.personId } });
    expect(member).toMatchObject({ role: "reviewer", workspaceId: admin.ctx.scope.workspaceId });
    expect(await typeOf(acceptLink({ ...input, email: "again@example.com" }))).toBe("not_found");
    expect(await chainHolds(admin.ctx.scope.workspaceId)).toEqual([
      "workspace.create",
      "person.join",
      "invite.create",
      "person.create",
      "person.join",
    ]);
  });

  it("a known email joins with its own password only, and a wrong one does not use the link up", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    const known = await makePerson(await makeWorkspace(), "viewer");
    const { url } = await createInvite(admin.ctx, { role: "uploader" });
    const press = (password: string) => acceptLink({ token: tokenOf(url), name: "Taker", email: known.email, password });
    expect(await typeOf(press("not the password"))).toBe("unprocessable");
    expect((await press(PASSWORD)).personId).toBe(known.id);
    const person = await db.person.findUniqueOrThrow({ where: { id: known.id }, include: { memberships: true } });
    expect([person.name, person.memberships.length]).toEqual(["viewer", 2]);
  });

  it("an invitation for one email is for nobody else; an ended or expired one is for nobody", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    const { url, id } = await createInvite(admin.ctx, { role: "viewer", email: "asked@example.com" });
    const press = (email: string) => acceptLink({ token: tokenOf(url), name: "X", email, password: PASSWORD });
    expect(await typeOf(press("else@example.com"))).toBe("unprocessable");
    await endInvite(admin.ctx, { linkId: id });
    expect(await typeOf(press("asked@example.com"))).toBe("not_found");
    const other = await createInvite(admin.ctx, { role: "viewer" });
    await db.oneTimeLink.update({ where: { id: other.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await typeOf(acceptLink({ token: tokenOf(other.url), name: "X", email: "late@example.com", password: PASSWORD }))).toBe(
      "not_found",
    );
  });

  it("a link for someone locked out gives a new password and ends the sessions", async () => {
    const person = await makePerson(await makeWorkspace(), "viewer");
    const { url } = await createResetLinkFor(person.email.toUpperCase());
    expect(await sessionOf(person.id, 1)).not.toBeNull();
    await acceptLink({ token: tokenOf(url), password: "quite another one" });
    expect(await sessionOf(person.id, 1)).toBeNull();
    expect((await checkSignIn(person.email, "quite another one", "t")).ok).toBe(true);
    expect((await checkSignIn(person.email, PASSWORD, "t")).ok).toBe(false);
    expect(await typeOf(createResetLinkFor("nobody@example.com"))).toBe("not_found");
  });

  it("an admin cannot take over somebody who also belongs where they are not admin", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    const other = await makePerson(await makeWorkspace(), "admin");
    await db.membership.create({ data: { workspaceId: admin.ctx.scope.workspaceId, personId: other.id, role: "viewer" } });
    expect(await typeOf(createResetLink(admin.ctx, { personId: other.id }))).toBe("forbidden");
    expect(await typeOf(disablePerson(admin.ctx, { personId: other.id, disabled: true }))).toBe("forbidden");
  });
});

describe("what an admin handed out ends with their say", () => {
  it("invitations, when they are no admin any more or are disabled; those of others go on", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    const { workspaceId } = admin.ctx.scope;
    const [demoted, disabled] = [await makePerson(workspaceId, "admin"), await makePerson(workspaceId, "admin")];
    const links = [];
    for (const maker of [demoted, disabled, admin]) links.push(await createInvite(maker.ctx, { role: "admin" }));
    await changeRole(admin.ctx, { personId: demoted.id, role: "viewer" });
    await disablePerson(admin.ctx, { personId: disabled.id, disabled: true });
    const press = (url: string) =>
      typeOf(acceptLink({ token: tokenOf(url), name: "Back", email: `${randomUUID()}@example.com`, password: PASSWORD }));
    expect(await Promise.all(links.map((l) => press(l.url)))).toEqual(["not_found", "not_found", "nothing"]);
    expect((await chainHolds(workspaceId)).filter((action) => action === "invite.end")).toHaveLength(2);
  });

  it("a link for a new password, once its person joined where its maker has no say, or its maker lost it", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    const { workspaceId } = admin.ctx.scope;
    const [kept, joined, left] = await Promise.all([1, 2, 3].map(() => makePerson(workspaceId, "viewer")));
    const second = await makePerson(workspaceId, "admin");
    const linkOf = async (maker: typeof admin, person: typeof admin | undefined) =>
      (await createResetLink(maker.ctx, { personId: person?.id ?? "" })).url;
    const links = [await linkOf(admin, kept), await linkOf(admin, joined), await linkOf(second, left)];
    const elsewhere = await makeWorkspace();
    await db.membership.create({ data: { workspaceId: elsewhere, personId: joined?.id ?? "", role: "admin" } });
    await changeRole(admin.ctx, { personId: second.id, role: "reviewer" });
    const press = (url: string) => typeOf(acceptLink({ token: tokenOf(url), password: "quite another one" }));
    expect(await Promise.all(links.map(press))).toEqual(["nothing", "not_found", "not_found"]);
    expect((await checkSignIn(joined?.email ?? "", PASSWORD, "t")).ok).toBe(true);
  });
});

describe("sessions", () => {
  it("end when they are signed out, with every copy of their cookie, renewed or not; others of the same person go on", async () => {
    const person = await makePerson(await makeWorkspace(), "viewer");
    const [mine, other] = [await makeToken({ id: person.id, epoch: 1 }), await makeToken({ id: person.id, epoch: 1 })];
    const { sid } = (await readToken(mine)) ?? { sid: null };
    const renewed = await makeToken({ id: person.id, epoch: 1, sid });
    const cookie = (value: string) => (name: string) => (name === sessionCookieName() ? value : undefined);
    expect((await Promise.all([mine, renewed, other].map((t) => readSession(cookie(t))))).every((s) => s !== null)).toBe(true);
    await signOut(cookie(mine));
    await signOut(cookie(mine));
    await signOut(cookie("no token"));
    const after = await Promise.all([mine, renewed, other].map((t) => readSession(cookie(t))));
    expect(after.map((s) => s === null)).toEqual([true, true, false]);
  });

  it("end when the person is disabled, changes role or password, and not before", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    const person = await makePerson(admin.ctx.scope.workspaceId, "viewer");
    expect((await sessionOf(person.id, 1))?.ctx.grant.role).toBe("viewer");
    await changeRole(admin.ctx, { personId: person.id, role: "reviewer" });
    expect(await sessionOf(person.id, 1)).toBeNull();
    expect((await sessionOf(person.id, 2))?.ctx.grant.role).toBe("reviewer");
    await disablePerson(admin.ctx, { personId: person.id, disabled: true });
    expect(await sessionOf(person.id, 3)).toBeNull();
    expect(await checkSignIn(person.email, PASSWORD, "t")).toEqual({ ok: false, reason: "disabled" });
    await disablePerson(admin.ctx, { personId: person.id, disabled: false });
    const changed = await changePassword(person.ctx, { current: PASSWORD, next: "something longer" });
    expect(await sessionOf(person.id, changed.sessionEpoch)).not.toBeNull();
    expect(await sessionOf(person.id, changed.sessionEpoch - 1)).toBeNull();
  });

  it("a token of another secret, a damaged one and none are no session", async () => {
    const person = await makePerson(await makeWorkspace(), "viewer");
    const token = await makeToken({ id: person.id, epoch: 1 });
    const withToken = (value?: string) => readSession((name) => (name === sessionCookieName() ? value : undefined));
    expect(await withToken(token)).not.toBeNull();
    expect([await withToken(), await withToken("x"), await withToken(`${token.slice(0, -4)}AAAA`)]).toEqual([null, null, null]);
    process.env.NEXTAUTH_SECRET = "another secret";
    expect(await withToken(token)).toBeNull();
    process.env.NEXTAUTH_SECRET = "a secret for tests only";
  });

  it("the wrong password, an unknown email and a person without a password are told the same", async () => {
    const person = await makePerson(await makeWorkspace(), "viewer");
    await db.person.update({ where: { id: person.id }, data: { passwordHash: null } });
    for (const email of [person.email, "nobody@example.com"]) {
      expect(await checkSignIn(email, PASSWORD, "t")).toEqual({ ok: false, reason: "wrong" });
    }
  });

  it("the eleventh wrong password waits, the right one too", async () => {
    const person = await makePerson(await makeWorkspace(), "viewer");
    const tries = await Promise.all(Array.from({ length: 10 }, () => checkSignIn(person.email, "wrong password", "9.9.9.9")));
    expect(tries.every((t) => !t.ok && t.reason === "wrong")).toBe(true);
    expect(await checkSignIn(person.email, PASSWORD, "9.9.9.9")).toMatchObject({ ok: false, reason: "throttled" });
    expect((await checkSignIn(person.email, PASSWORD, "8.8.8.8")).ok).toBe(true);
  });
});

describe("there is always one admin", () => {
  it("the last one is neither demoted nor disabled", async () => {
    const admin = await makePerson(await makeWorkspace(), "admin");
    expect(await typeOf(changeRole(admin.ctx, { personId: admin.id, role: "viewer" }))).toBe("unprocessable");
    expect(await typeOf(disablePerson(admin.ctx, { personId: admin.id, disabled: true }))).toBe("unprocessable");
  });

  it("of two admins who disable or demote each other at once, exactly one does", async () => {
    for (const act of ["disable", "demote"] as const) {
      const workspaceId = await makeWorkspace();
      const [a, b] = [await makePerson(workspaceId, "admin"), await makePerson(workspaceId, "admin")];
      const against = (by: Context, personId: string) =>
        typeOf(act === "disable" ? disablePerson(by, { personId, disabled: true }) : changeRole(by, { personId, role: "viewer" }));
      const outcomes = await Promise.all([against(a.ctx, b.id), against(b.ctx, a.id)]);
      expect(outcomes.sort()).toEqual(["nothing", "unprocessable"]);
      const left = await db.membership.count({ where: { workspaceId, role: "admin", person: { disabledAt: null } } });
      expect(left).toBe(1);
      await chainHolds(workspaceId);
    }
  });

  it("a disabled admin does not count", async () => {
    const workspaceId = await makeWorkspace();
    const [a, b] = [await makePerson(workspaceId, "admin"), await makePerson(workspaceId, "admin")];
    await disablePerson(a.ctx, { personId: b.id, disabled: true });
    expect(await typeOf(changeRole(a.ctx, { personId: a.id, role: "viewer" }))).toBe("unprocessable");
  });

  it("the sample's passes to who disables its admin", async () => {
    const [workspaceId, sampleId] = [await makeWorkspace(), await makeWorkspace(true)];
    const [a, b] = [await makePerson(workspaceId, "admin"), await makePerson(workspaceId, "admin")];
    await db.membership.create({ data: { workspaceId: sampleId, personId: a.id, role: "admin" } });
    await disablePerson(b.ctx, { personId: a.id, disabled: true });
    expect(await db.membership.count({ where: { workspaceId: sampleId, personId: b.id, role: "admin" } })).toBe(1);
  });

  it("nobody below admin changes anybody, nor does anybody reach another workspace's people", async () => {
    const workspaceId = await makeWorkspace();
    const [admin, reviewer] = [await makePerson(workspaceId, "admin"), await makePerson(workspaceId, "reviewer")];
    const stranger = await makePerson(await makeWorkspace(), "viewer");
    expect(await typeOf(changeRole(reviewer.ctx, { personId: reviewer.id, role: "admin" }))).toBe("forbidden");
    expect(await typeOf(createInvite(reviewer.ctx, { role: "admin" }))).toBe("forbidden");
    expect(await typeOf(changeRole(admin.ctx, { personId: stranger.id, role: "viewer" }))).toBe("not_found");
    expect(await typeOf(disablePerson(admin.ctx, { personId: stranger.id, disabled: true }))).toBe("not_found");
  });
});

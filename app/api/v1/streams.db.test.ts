import { beforeEach, describe, expect, it } from "vitest";
import { GET as watchProposal } from "@/app/api/v1/proposals/[id]/events/route";
import { GET as watchProposals } from "@/app/api/v1/proposals/events/route";
import { cookieOf, signOut } from "@/lib/auth/session";
import { makeToken, sessionCookieName } from "@/lib/auth/session-token";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { SCOPES } from "@/lib/domain/permission";
import { changeRole } from "@/lib/services/change-role";
import { createKey } from "@/lib/services/create-key";
import { decideChanges } from "@/lib/services/decide-changes";
import { disablePerson } from "@/lib/services/disable-person";
import { dropWorkspace } from "@/lib/services/drop-workspace";
import { insertMembership } from "@/lib/services/insert-workspace";
import { revokeKey } from "@/lib/services/revoke-key";
import { updateAgent } from "@/lib/services/update-agent";
import { updateStore } from "@/lib/services/update-store";
import { gatedChange, makeAgent, makeProposal, makeWorkspace, type TestWorkspace } from "@/lib/testing/factories";

process.env.NEXTAUTH_SECRET = "a secret for tests only";

let w: TestWorkspace;
let storeId: string;
let agentId: string;
let proposalId: string;
let changeId: string;
beforeEach(async () => {
  w = await makeWorkspace("Streams");
  ({ agentId, storeId } = await makeAgent(w.admin));
  const proposal = await makeProposal(w.admin, storeId, [gatedChange({ op: "create", path: "/a.md" })]);
  proposalId = proposal.id;
  changeId = proposal.changes[0]?.id ?? "";
});

/** What a stream says, event by event; null when it has ended. */
function reader(response: Response) {
  const from = response.body?.getReader();
  const text = new TextDecoder();
  let held = "";
  return async (): Promise<{ event: string; data: Record<string, unknown> } | null> => {
    for (;;) {
      const at = held.indexOf("\n\n");
      if (at >= 0) {
        const [first = "", second = ""] = held.slice(0, at).split("\n");
        held = held.slice(at + 2);
        if (first.startsWith(":")) continue;
        return { event: first.replace("event: ", ""), data: JSON.parse(second.replace("data: ", "")) as Record<string, unknown> };
      }
      const piece = await from?.read();
      if (!piece || piece.done) return null;
      held += text.decode(piece.value, { stream: true });
    }
  };
}

const withKey = (key: string) => ({ authorization: `Bearer ${key}` });
async function withSession(person: Context) {
  const { sessionEpoch } = await db.person.findUniqueOrThrow({ where: { id: person.actor.id } });
  const token = await makeToken({ id: person.actor.id, epoch: sessionEpoch });
  return { cookie: `${sessionCookieName()}=${token}; reveille_workspace=${w.id}` };
}
const newKey = (expiresInDays: number | null = null, agent: string | null = null, of: Context = w.admin) =>
  createKey(of, { name: "Reader", scopes: agent ? ["proposals:read"] : [...SCOPES], agentId: agent, expiresInDays });

/** Opens the proposal's stream, and reads how it stands. */
async function open(headers: Record<string, string>) {
  const request = new Request(`http://localhost:3000/api/v1/proposals/${proposalId}/events`, { headers });
  const next = reader(await watchProposal(request, { params: Promise.resolve({ id: proposalId }) }));
  expect(await next()).toMatchObject({ event: "proposal", data: { decisions: 0 } });
  return next;
}

const decide = () => decideChanges(w.reviewer, proposalId, { decisions: [{ change_id: changeId, verdict: "accept" }] });

describe("a stream of who may no longer read ends, says why, and tells nothing more", () => {
  const ends = async (next: ReturnType<typeof reader>, reason: RegExp) => {
    await decide().catch(() => undefined);
    expect(await next()).toEqual({ event: "end", data: { reason: expect.stringMatching(reason) } });
    expect(await next()).toBeNull();
  };

  it("a key that was revoked", async () => {
    const { key, id } = await newKey();
    const next = await open(withKey(key));
    await revokeKey(w.admin, { keyId: id });
    await ends(next, /revoked/);
  });

  it("a key that expires meanwhile: nothing tells of that but the time", async () => {
    const { key, id } = await newKey(1);
    await db.$executeRaw`update api_key set expires_at = now() + interval '3 seconds' where workspace_id = ${w.id} and id = ${id}`;
    const next = await open(withKey(key));
    expect(await next()).toEqual({ event: "end", data: { reason: "This API key has expired." } });
    expect(await next()).toBeNull();
  });

  it("a key whose maker was disabled", async () => {
    const other = await w.person("reviewer");
    const { key } = await createKey({ ...w.admin, actor: other.actor }, { name: "Theirs", scopes: ["proposals:read"] });
    const next = await open(withKey(key));
    await disablePerson(w.admin, { personId: other.actor.id, disabled: true });
    await ends(next, /no longer active/);
  });

  it("an agent's key, when its store, or the agent, goes into the archive", async () => {
    const headers = withKey((await newKey(null, agentId)).key);
    const first = await open(headers);
    await updateStore(w.admin, storeId, { archived: true });
    expect(await first()).toMatchObject({ event: "end", data: { reason: expect.stringMatching(/reaches every store/) } });
    await updateStore(w.admin, storeId, { archived: false });
    const second = await open(headers);
    await updateAgent(w.admin, agentId, { archived: true });
    await ends(second, /archived/);
  });

  it("a person who was signed out by another role", async () => {
    const next = await open(await withSession(w.viewer));
    await changeRole(w.admin, { personId: w.viewer.actor.id, role: "uploader" });
    await ends(next, /Sign in/);
  });

  it("a person who signs out, in any tab of that browser", async () => {
    const headers = await withSession(w.viewer);
    const next = await open(headers);
    await signOut(cookieOf(headers.cookie));
    await ends(next, /Sign in/);
  });

  it("a person who belongs to another workspace only: that one is not what the stream is about", async () => {
    const elsewhere = await makeWorkspace("Elsewhere");
    const { viewer } = w;
    await db.$transaction((tx) =>
      insertMembership(tx, viewer.actor, { workspaceId: elsewhere.id, personId: viewer.actor.id, role: "admin" }),
    );
    const next = await open(await withSession(viewer));
    await db.membership.deleteMany({ where: { workspaceId: w.id, personId: viewer.actor.id } });
    await ends(next, /member of this workspace/);
  });

  it("everybody, when the workspace is deleted", async () => {
    const elsewhere = await makeWorkspace("Kept");
    await db.$transaction((tx) =>
      insertMembership(tx, w.admin.actor, { workspaceId: elsewhere.id, personId: w.admin.actor.id, role: "admin" }),
    );
    const [key, session] = [await open(withKey((await newKey()).key)), await open(await withSession(w.admin))];
    await dropWorkspace(w.admin, { name: "Streams" });
    expect(await key()).toMatchObject({ event: "end", data: { reason: expect.stringMatching(/not known/) } });
    expect(await session()).toMatchObject({ event: "end", data: { reason: expect.stringMatching(/member of this workspace/) } });
    expect([await key(), await session()]).toEqual([null, null]);
  });
});

it("a change that comes with the revocation is not told: the caller is asked before anything is sent", async () => {
  const { key, id } = await newKey();
  const next = await open(withKey(key));
  await db.$transaction(async (tx) => {
    await tx.apiKey.updateMany({ where: { id }, data: { revokedAt: new Date() } });
    await tx.proposal.update({ where: { workspaceId_id: { workspaceId: w.id, id: proposalId } }, data: { status: "rejected" } });
  });
  expect(await next()).toMatchObject({ event: "end" });
  expect(await next()).toBeNull();
});

it("goes on for everybody else, also when the access of others changes", async () => {
  const { id } = await newKey();
  const next = await open(withKey((await newKey()).key));
  await revokeKey(w.admin, { keyId: id });
  await changeRole(w.admin, { personId: w.viewer.actor.id, role: "uploader" });
  await decide();
  expect(await next()).toMatchObject({ event: "proposal", data: { decisions: 1 } });
});

it("the list's stream asks for its permission, and ends the same way", async () => {
  const get = (key: string) =>
    watchProposals(new Request("http://localhost:3000/api/v1/proposals/events", { headers: withKey(key) }), {
      params: Promise.resolve({}),
    });
  const narrow = await createKey(w.admin, { name: "Narrow", scopes: ["memory:read"] });
  expect((await get(narrow.key)).status).toBe(403);
  const { key, id } = await newKey();
  const next = reader(await get(key));
  await revokeKey(w.admin, { keyId: id });
  expect(await next()).toMatchObject({ event: "end", data: { reason: expect.stringMatching(/revoked/) } });
});

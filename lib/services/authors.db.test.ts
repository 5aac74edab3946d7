import { describe, expect, it } from "vitest";
import { contextFromKey } from "@/lib/auth/key";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Evidence } from "@/lib/domain/evidence";
import { getProposal } from "@/lib/queries/proposals";
import { applyProposal } from "@/lib/services/apply-proposal";
import { changeRole } from "@/lib/services/change-role";
import { createKey } from "@/lib/services/create-key";
import { decideChanges } from "@/lib/services/decide-changes";
import { disablePerson } from "@/lib/services/disable-person";
import { revokeKey } from "@/lib/services/revoke-key";
import { rotateKey } from "@/lib/services/rotate-key";
import { chatLines, headContents, makeAgent, makeProposal, makeWorkspace, turns, upload } from "@/lib/testing/factories";

const said = (n: number) => turns("The door is open.", "Noted.", "It shuts at eight.", "Noted.").slice(0, n);

it("who sent the only session a change rests on is its author, in whatever revisions of it the quotes stand", async () => {
  const w = await makeWorkspace();
  const { agentId, storeId } = await makeAgent(w.admin);
  await db.store.updateMany({ where: { workspaceId: w.id, id: storeId }, data: { policy: { self_approval: false } } });
  const [first, second, third] = [await w.person("reviewer"), await w.person("reviewer"), await w.person("reviewer")];
  await upload(first, agentId, chatLines({ id: "s", messages: said(2) }));
  await upload(second, agentId, chatLines({ id: "s", messages: said(4) }));
  const { id: transcriptId } = await db.transcript.findFirstOrThrow({ where: { workspaceId: w.id } });
  const quote = (revision: number, eventSeq: number, text: string): Evidence => ({
    ...{ source: "transcript", transcriptId, revision, eventSeq, quote: text, start: 0, end: text.length },
    ...{ trust: "user", grounded: true, at: null, supports: [] },
  });
  const p = await makeProposal(w.admin, storeId, [
    { op: "create", path: "/a.md", evidence: [quote(1, 0, "The door is open."), quote(2, 2, "It shuts at eight.")] },
  ]);
  const accept = async (who: Context) => {
    await decideChanges(who, p.id, { decisions: p.changes.map((c) => ({ change_id: c.id, verdict: "accept" as const })) });
    return (await getProposal(w.admin.scope, p.id)).changes[0]?.state;
  };
  expect([await accept(first), await accept(second), await accept(third)]).toEqual(["needs_second", "needs_second", "accepted"]);
});

describe("an accept counts as long as who gave it may decide", () => {
  const setUp = async () => {
    const w = await makeWorkspace();
    const { storeId } = await makeAgent(w.admin);
    const p = await makeProposal(w.admin, storeId, [{ op: "create", path: "/a.md", after: "drafted" }]);
    const decide = (who: Context, verdict: "accept" | "edit") =>
      decideChanges(who, p.id, {
        decisions: p.changes.map((c) => ({ change_id: c.id, verdict, ...(verdict === "edit" ? { content: "edited" } : {}) })),
      });
    const state = async () => (await getProposal(w.admin.scope, p.id)).changes[0]?.state;
    const contents = () => headContents(w.id, storeId);
    return { ...w, p, decide, state, contents };
  };

  it("a lower role, a disabled person and a revoked key take theirs back, and nothing of it is applied; a new one counts", async () => {
    const w = await setUp();
    const { key, id } = await createKey(
      { ...w.admin, actor: { ...w.admin.actor, personId: null } },
      { name: "Nobody's", scopes: ["proposals:decide"] },
    );
    const byKey = await contextFromKey(key);
    for (const [who, end] of [
      [await w.person("reviewer"), (c: Context) => changeRole(w.admin, { personId: c.actor.id, role: "viewer" })],
      [await w.person("reviewer"), (c: Context) => disablePerson(w.admin, { personId: c.actor.id, disabled: true })],
      [byKey, () => revokeKey(w.admin, { keyId: id })],
    ] as const) {
      await w.decide(who, "accept");
      expect(await w.state()).toBe("accepted");
      await end(who);
      expect(await w.state()).toBe("undecided");
    }
    const { restId } = await applyProposal(w.reviewer, w.p.id, { undecided: "leave" });
    expect(await w.contents()).toEqual({});
    expect((await getProposal(w.admin.scope, restId ?? "")).changes).toHaveLength(1);
  });

  it("an edit of such a person waits with its text for somebody else; what was applied before stays", async () => {
    const w = await setUp();
    const editor = await w.person("reviewer");
    await w.decide(editor, "edit");
    await changeRole(w.admin, { personId: editor.actor.id, role: "viewer" });
    expect(await w.state()).toBe("undecided");
    await w.decide(w.reviewer, "accept");
    await applyProposal(w.reviewer, w.p.id, { undecided: "leave" });
    expect(await w.contents()).toEqual({ "/a.md": "edited" });
    await disablePerson(w.admin, { personId: w.reviewer.actor.id, disabled: true });
    expect([await w.state(), await w.contents()]).toEqual(["edited", { "/a.md": "edited" }]);
  });
});

it("a key that somebody else gave a new secret counts as theirs, not as a second person", async () => {
  const w = await makeWorkspace();
  const { storeId } = await makeAgent(w.admin);
  await db.store.updateMany({ where: { workspaceId: w.id, id: storeId }, data: { policy: { approvals: 2 } } });
  const other = await w.person("admin");
  const { id } = await createKey(other, { name: "Other's", scopes: ["proposals:decide"] });
  const { key } = await rotateKey(w.admin, { keyId: id, graceHours: 0 });
  const p = await makeProposal(w.admin, storeId, [{ op: "create", path: "/a.md" }]);
  for (const who of [w.admin, await contextFromKey(key)])
    await decideChanges(who, p.id, { decisions: p.changes.map((c) => ({ change_id: c.id, verdict: "accept" as const })) });
  expect((await getProposal(w.admin.scope, p.id)).changes[0]?.state).toBe("needs_second");
});

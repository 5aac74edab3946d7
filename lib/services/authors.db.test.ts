import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Evidence } from "@/lib/domain/evidence";
import { getProposal } from "@/lib/queries/proposals";
import { decideChanges } from "@/lib/services/decide-changes";
import { chatLines, makeAgent, makeProposal, makeWorkspace, turns, upload } from "@/lib/testing/factories";

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

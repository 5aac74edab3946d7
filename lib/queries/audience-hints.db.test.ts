import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { listAudienceHints } from "@/lib/queries/audience-hints";
import { excludeTranscript } from "@/lib/services/judge-transcript";
import { keepAudience } from "@/lib/services/keep-audience";
import { updateAgent } from "@/lib/services/update-agent";
import { agentKeyContext, chatLines, makeAgent, makeWorkspace, outcomeOf, turns, upload } from "@/lib/testing/factories";

const serve = (ctx: Context, agentId: string, ...users: (string | null)[]) =>
  upload(
    ctx,
    agentId,
    chatLines(...users.map((user, i) => ({ id: `s${i}`, ...(user === null ? {} : { user }), messages: turns(`Hello ${i}.`, "Hello.") }))),
  );

describe("an agent of the team", () => {
  it("is pointed out from three different customers on, repeated and unnamed ones not counted", async () => {
    const { admin } = await makeWorkspace();
    const two = await makeAgent(admin, { name: "Two" });
    const three = await makeAgent(admin, { name: "Three" });
    await serve(admin, two.agentId, "ann", "bob", "ann", null, null);
    await serve(admin, three.agentId, "ann", "bob", "cem", "cem");
    const hint = { agent_id: three.agentId, name: "Three", customers: 3 };
    expect(await listAudienceHints(admin.scope)).toEqual([hint]);
    expect(await listAudienceHints(admin.scope, three.agentId)).toEqual([hint]);
    expect(await listAudienceHints(admin.scope, two.agentId)).toEqual([]);
    expect(await listAudienceHints((await makeWorkspace()).admin.scope)).toEqual([]);
    expect(await listAudienceHints((await agentKeyContext(admin.scope.workspaceId, two.agentId)).scope)).toEqual([]);
  });

  it("is not pointed out once it serves the public, is archived, or when a session that counted is left out", async () => {
    const { admin } = await makeWorkspace();
    const { agentId } = await makeAgent(admin);
    const { result } = await serve(admin, agentId, "ann", "bob", "cem");
    const count = async () => (await listAudienceHints(admin.scope)).length;
    await updateAgent(admin, agentId, { audience: "public" });
    expect(await count()).toBe(0);
    await updateAgent(admin, agentId, { audience: "team", archived: true });
    expect(await count()).toBe(0);
    await updateAgent(admin, agentId, { archived: false });
    expect(await count()).toBe(1);
    await excludeTranscript(admin, result?.imported[0]?.id ?? "", "test");
    expect(await count()).toBe(0);
  });

  it("is not pointed out again after an admin said that they are the team, which is audited once", async () => {
    const { id, admin, reviewer } = await makeWorkspace();
    const { agentId } = await makeAgent(admin);
    await serve(admin, agentId, "ann", "bob", "cem");
    expect(await outcomeOf(keepAudience(reviewer, agentId))).toBe("forbidden");
    expect(await outcomeOf(keepAudience((await makeWorkspace()).admin, agentId))).toBe("not_found");
    await keepAudience(admin, agentId);
    await keepAudience(admin, agentId);
    expect(await listAudienceHints(admin.scope)).toEqual([]);
    expect(await db.audit.count({ where: { workspaceId: id, action: "agent.keep-audience", entityId: agentId } })).toBe(1);
  });
});

import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { putMemory } from "@/lib/services/edit-memory";
import { recordDelivery } from "@/lib/services/record-delivery";
import { agentKeyContext, makeAgent, makeStore, makeWorkspace, outcomeOf } from "@/lib/testing/factories";

const rows = async (workspaceId: string) =>
  (await db.delivery.findMany({ where: { workspaceId }, orderBy: [{ sessionId: "asc" }, { version: "asc" }] })).map((d) => [
    d.agentId,
    d.sessionId,
    d.storeId,
    d.version,
  ]);

it("a delivery is written once per agent, session, store and version, however often and by however many it is said", async () => {
  const { id, admin } = await makeWorkspace();
  const { agentId, storeId } = await makeAgent(admin);
  await putMemory(admin, storeId, { path: "/a.md", content: "a" });
  const key = await agentKeyContext(id, agentId);
  const say = (sessionId: string, version: number) => recordDelivery(key, { agentId, sessionId, stores: [{ store_id: storeId, version }] });
  await Promise.all([say("s1", 1), say("s1", 1), say("s1", 1), say("s1", 2), say("s2", 2)]);
  await say("s1", 2);
  expect(await rows(id)).toEqual([
    [agentId, "s1", storeId, 1],
    [agentId, "s1", storeId, 2],
    [agentId, "s2", storeId, 2],
  ]);
  expect(await db.audit.count({ where: { workspaceId: id, action: { contains: "deliver" } } })).toBe(0);
});

it("what is not there is refused, and nothing of the rest is written", async () => {
  const { id, admin } = await makeWorkspace();
  const { agentId, storeId } = await makeAgent(admin);
  const unattached = await makeStore(admin);
  const key = await agentKeyContext(id, agentId);
  const of = (...stores: [string, number][]) => ({
    agentId,
    sessionId: "s",
    stores: stores.map(([store_id, version]) => ({ store_id, version })),
  });
  expect(await outcomeOf(recordDelivery(admin, of([storeId, 1], [storeId, 9])))).toBe("not_found");
  expect(await outcomeOf(recordDelivery(admin, of([storeId, 1], ["sto_no", 1])))).toBe("not_found");
  expect(await outcomeOf(recordDelivery(admin, { ...of([storeId, 1]), agentId: "agt_no" }))).toBe("not_found");
  expect(await outcomeOf(recordDelivery(key, of([unattached, 1])))).toBe("not_found");
  expect(await rows(id)).toEqual([]);
  expect(await outcomeOf(recordDelivery(admin, of()))).toBe("ok");
});

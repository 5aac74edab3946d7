import type { APIRequestContext } from "@playwright/test";
import { expect } from "./fixtures";

/** An agent with a store of its own, made through the API. */
export async function makeAgent(api: APIRequestContext, name: string): Promise<{ agentId: string; storeId: string }> {
  const response = await api.post("/api/v1/agents", { data: { name } });
  expect(response.status()).toBe(201);
  const agent = (await response.json()) as { id: string; stores: { store_id: string }[] };
  return { agentId: agent.id, storeId: agent.stores[0]?.store_id ?? "" };
}

/** Writes a memory as a person would through the API; answers the version. */
export async function writeMemory(api: APIRequestContext, storeId: string, path: string, content: string): Promise<number> {
  const response = await api.put(`/api/v1/stores/${storeId}/memories`, { data: { path, content } });
  expect(response.ok()).toBe(true);
  return ((await response.json()) as { version: number }).version;
}

/** Sends sessions in the chat format; answers the transcripts' ids in their order. */
export async function sendSessions(api: APIRequestContext, agentId: string, sessions: unknown[]): Promise<string[]> {
  const response = await api.post(`/api/v1/agents/${agentId}/transcripts`, {
    headers: { "content-type": "application/json" },
    data: JSON.stringify(sessions),
  });
  expect(response.ok()).toBe(true);
  return ((await response.json()) as { imported: { id: string }[] }).imported.map((t) => t.id);
}

/** A dream over what is new, to its end; answers its proposal's id. */
export async function dreamToEnd(api: APIRequestContext, storeId: string): Promise<string> {
  const started = await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} });
  expect(started.status()).toBe(202);
  const { id } = (await started.json()) as { id: string };
  let dream: { status: string; proposal_id: string } | undefined;
  await expect
    .poll(async () => {
      dream = await (await api.get(`/api/v1/dreams/${id}`)).json();
      return dream?.status;
    })
    .toBe("completed");
  return dream?.proposal_id ?? "";
}

import type { APIRequestContext, Page } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { expect } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

const tool = (id: string, args: object, result: string) => [
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id, type: "function", function: { name: "refund_order", arguments: JSON.stringify(args) } }],
  },
  { role: "tool", tool_call_id: id, name: "refund_order", content: result },
];

/**
 * A proposal with one change of each sort that a reviewer meets: a memory that is rewritten, two that become one, one that is new by a person's word, one
 * that is new by a tool's refusals.
 */
export async function mixedProposal(api: APIRequestContext, name: string): Promise<{ id: string; storeId: string; agentId: string }> {
  const { agentId, storeId } = await makeAgent(api, name);
  const returns = "The refund starts when the warehouse has scanned the parcel.";
  await importMemory(api, storeId, {
    "facts/cut-off.md": "# Cut-off\n\nThe warehouse cut-off is 16:00.\n\nIt is the same on Saturdays.\n",
    "facts/returns.md": `Unused parts can come back within 30 days of delivery. ${returns}\n`,
    "facts/return-period.md": `Unused parts can come back within 30 days of delivery, in the original box if possible. ${returns}\n`,
  });
  const refused = [1, 2, 3].map((n) => ({
    id: `${name}-${n}`,
    created_at: `2026-10-0${n}T09:00:00Z`,
    reward: n % 2,
    messages: [
      { role: "user", content: "I would like my money back, please." },
      ...tool(`a${n}`, { order: `W${1000 + n}`, amount: 10 * n }, `Error: refund exceeds the paid amount of ${9 * n}`),
      ...tool(`b${n}`, { order: `W${1000 + n}`, amount: 9 * n }, "ok"),
      { role: "assistant", content: "It is on its way." },
    ],
  }));
  const told = ["From now on, always write amounts with two decimals.", "The warehouse cut-off is 15:00 now."].map((content, n) => ({
    id: `${name}-told-${n}`,
    created_at: `2026-12-0${n + 5}T09:00:00Z`,
    messages: [
      { role: "user", content: "Good morning, I am back." },
      { role: "assistant", content: "Welcome back. What has changed?" },
      { role: "user", content },
      { role: "assistant", content: "Understood, I will keep to that." },
      { role: "user", content: "Thank you." },
    ],
  }));
  await sendSessions(api, agentId, [...refused, ...told]);
  let dream = await (await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} })).json();
  await expect(async () => {
    dream = await (await api.get(`/api/v1/dreams/${dream.id}`)).json();
    expect(dream.status).toBe("completed");
  }).toPass({ timeout: 30_000 });
  return { id: dream.proposal_id, storeId, agentId };
}

/** A folder of memories, as another system would hand it over: a dream may change them, since no person of ours wrote them. */
export async function importMemory(api: APIRequestContext, storeId: string, files: Record<string, string>): Promise<void> {
  const folder = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const response = await api.post(`/api/v1/stores/${storeId}/import`, {
    headers: { "content-type": "application/zip" },
    data: Buffer.from(folder),
  });
  expect(response.ok()).toBe(true);
}

/** Opens the desk and waits until it hears keys: one pressed before that is nobody's. */
export async function openDesk(page: Page, proposalId: string, query = ""): Promise<void> {
  await page.goto(`/proposals/${proposalId}${query}`);
  await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
}

import type { APIRequestContext, Page } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "./fixtures";

const tool = (id: string, args: object, result: string) => [
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id, type: "function", function: { name: "refund_order", arguments: JSON.stringify(args) } }],
  },
  { role: "tool", tool_call_id: id, name: "refund_order", content: result },
];

/** Sessions that hold one recurring tool error and two standing instructions, dreamed over: the proposal's id and its store's. */
async function proposal(api: APIRequestContext, name: string): Promise<{ id: string; storeId: string }> {
  const agent = await (await api.post("/api/v1/agents", { data: { name } })).json();
  const storeId: string = agent.stores[0].store_id;
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
  const told = ["From now on, always write amounts with two decimals.", "Never promise a delivery date for frames."].map((content, n) => ({
    id: `${name}-told-${n}`,
    created_at: `2026-10-0${n + 5}T09:00:00Z`,
    messages: [
      { role: "user", content },
      { role: "assistant", content: "Understood." },
    ],
  }));
  const upload = await api.post(`/api/v1/agents/${agent.id}/transcripts`, { data: [...refused, ...told] });
  expect(upload.status()).toBe(200);
  let dream = await (await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} })).json();
  await expect(async () => {
    dream = await (await api.get(`/api/v1/dreams/${dream.id}`)).json();
    expect(dream.status).toBe("completed");
  }).toPass({ timeout: 30_000 });
  return { id: dream.proposal_id, storeId };
}

/** A key pressed before the desk listens is nobody's. */
const keysHeard = (page: Page) => page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });

const heading = (page: Page) => page.getByRole("heading", { level: 2 }).first();

test("a reviewer decides by keyboard, applies, and the agent reads the next version", async ({ page, api, signIn }) => {
  const { id, storeId } = await proposal(api, `keys ${Date.now()}`);
  await signIn();
  await page.goto(`/proposals/${id}`);
  await keysHeard(page);
  await expect(page.getByText("0 of 3 changes decided")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "desk");
  await page.keyboard.press("a");
  await expect(page.getByText("1 of 3 changes decided")).toBeVisible();
  await page.keyboard.press("a");
  await page.keyboard.press("a");
  await expect(page.getByText("3 of 3 changes decided")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Apply 3 changes/ })
    .click();
  await expect(page.getByText("Version 2 is live").first()).toBeVisible();
  const memory = await (await api.get(`/api/v1/stores/${storeId}/memory`)).json();
  expect(memory.version).toBe(2);
  expect(memory.memories.map((m: { content: string }) => m.content).join()).toContain("two decimals");
});

test("a rejected change stays out, an edited one goes in as the reviewer wrote it, one put off waits in a proposal of its own", async ({
  page,
  api,
  signIn,
}) => {
  const { id, storeId } = await proposal(api, `mouse ${Date.now()}`);
  await signIn();
  await page.goto(`/proposals/${id}`);
  await keysHeard(page);
  await expect(page.getByText("0 of 3 changes decided")).toBeVisible();
  await page.getByRole("button", { name: /^Later/ }).click();
  await page
    .getByRole("button", { name: /^Reject/ })
    .first()
    .click();
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 of 3 changes decided")).toBeVisible();
  await page.getByRole("button", { name: /^Edit/ }).click();
  await expect(page.getByRole("textbox", { name: /^New text of/ })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("Written by the reviewer.\n");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("2 of 3 changes decided")).toBeVisible();
  await page
    .getByRole("button", { name: /^Apply/ })
    .first()
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Apply 1 change/ })
    .click();
  await expect(page.getByText("Version 2 is live").first()).toBeVisible();
  const memory = await (await api.get(`/api/v1/stores/${storeId}/memory`)).json();
  const texts = memory.memories.filter((m: { path: string }) => m.path !== "/_index.md").map((m: { content: string }) => m.content);
  expect(texts).toEqual(["Written by the reviewer.\n"]);
  const open = await (await api.get(`/api/v1/proposals?status=open&store_id=${storeId}`)).json();
  expect(open.data).toHaveLength(1);
  expect(open.data[0].counts.total).toBe(1);
});

test("what moved meanwhile is told, and nothing is overwritten", async ({ page, api, signIn }) => {
  const { id, storeId } = await proposal(api, `moved ${Date.now()}`);
  await signIn();
  await page.goto(`/proposals/${id}`);
  await keysHeard(page);
  const changes = (await (await api.get(`/api/v1/proposals/${id}`)).json()).changes as { path: string }[];
  for (const [i] of changes.entries()) {
    await page.keyboard.press("a");
    await expect(page.getByText(`${i + 1} of ${changes.length} changes decided`)).toBeVisible();
  }
  const mine = await api.put(`/api/v1/stores/${storeId}/memories`, { data: { path: changes[0]?.path, content: "Somebody was faster.\n" } });
  expect(mine.status()).toBe(200);
  await page.keyboard.press("Control+Enter");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Apply/ })
    .click();
  await expect(page.getByRole("alert").filter({ hasText: /moved/ }).first()).toBeVisible();
  const memory = await (await api.get(`/api/v1/stores/${storeId}/memory`)).json();
  expect(memory.version).toBe(2);
  expect(memory.memories.find((m: { path: string }) => m.path === changes[0]?.path).content).toBe("Somebody was faster.\n");
});

test("a proposal that the memory overtook is told in the inbox, with the version that replaced it", async ({ page, api, signIn }) => {
  const { id, storeId } = await proposal(api, `overtaken ${Date.now()}`);
  const before = await (await api.get(`/api/v1/proposals/${id}`)).json();
  for (const { path } of before.changes as { path: string }[])
    await api.put(`/api/v1/stores/${storeId}/memories`, { data: { path, content: "Somebody was faster.\n" } });
  const after = await (await api.get(`/api/v1/proposals/${id}`)).json();
  expect(after.status).toBe("superseded");
  await signIn();
  await page.goto("/");
  const row = page
    .locator("section", { has: page.getByRole("heading", { name: "Overtaken lately" }) })
    .getByRole("listitem")
    .filter({ hasText: before.store_name });
  await expect(row.getByRole("link", { name: `version ${after.superseded_by}` })).toBeVisible();
  await expectAccessible(page);
  await picture(page, "inbox-overtaken");
  await row.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Superseded");
  await expect(page.getByRole("link", { name: `version ${after.superseded_by}` })).toBeVisible();
  await expectAccessible(page);
  await picture(page, "desk-superseded");
});

test("the desk works at 390 px and in the dark", async ({ page, api, signIn }) => {
  const { id } = await proposal(api, `small ${Date.now()}`);
  await signIn();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`/proposals/${id}`);
  await keysHeard(page);
  await expect(heading(page)).toBeVisible();
  await expectAccessible(page);
  await picture(page, "desk-small-dark");
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await expect(page.getByText("1 of 3 changes decided")).toBeVisible();
});

test("a newcomer finds the sample's proposal in the inbox, and the dream that made it", async ({ page, signIn, browserName }) => {
  expect(browserName).toBe("chromium");
  await signIn();
  await page
    .getByRole("button", { name: /account|workspace/i })
    .first()
    .click();
  await page
    .getByRole("menuitem", { name: /Sample/ })
    .or(page.getByRole("menuitemradio", { name: /Sample/ }))
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /14 changes wait for you/ })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await picture(page, "inbox");
  await page.getByRole("link", { name: /Review it/ }).click();
  await expect(page.getByText("0 of 14 changes decided")).toBeVisible();
});

import type { APIRequestContext, Browser, Page } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, sendSessions, writeMemory } from "./store-helper";

/** A key pressed before the desk listens is nobody's. */
const keysHeard = (page: Page) => page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });

/** A store with a memory that a dream would change, and the proposal that does. */
async function proposal(api: APIRequestContext, name: string): Promise<{ id: string; storeId: string; path: string; before: string }> {
  const { agentId, storeId } = await makeAgent(api, name);
  const told = (id: string, day: number, content: string) => ({
    id: `${name}-${id}`,
    created_at: `2026-10-0${day}T09:00:00Z`,
    messages: [
      { role: "user", content },
      { role: "assistant", content: "Understood." },
    ],
  });
  const dream = async () => {
    let d = await (await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} })).json();
    await expect(async () => {
      d = await (await api.get(`/api/v1/dreams/${d.id}`)).json();
      expect(d.status).toBe("completed");
    }).toPass({ timeout: 30_000 });
    return d.proposal_id as string;
  };
  await sendSessions(api, agentId, [
    told("a", 1, "From now on, always write amounts with two decimals."),
    told("b", 2, "Never promise a delivery date for frames."),
  ]);
  const id = await dream();
  const p = await (await api.get(`/api/v1/proposals/${id}`)).json();
  const first = p.changes.find((c: { op: string }) => c.op === "create");
  return { id, storeId, path: first.path, before: first.after };
}

/** A second reviewer, who came by an invitation. */
async function secondPerson(page: Page, browser: Browser, url: string): Promise<Page> {
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  const text = await page.getByRole("dialog").getByLabel("Link", { exact: true }).inputValue();
  const context = await browser.newContext({ baseURL: url });
  const other = await context.newPage();
  await other.goto(text);
  await other.getByLabel("Your name").fill("Bo");
  await other.getByLabel("Email").fill(`bo-${Date.now()}@example.com`);
  await other.getByLabel("Password").fill("password-1234");
  await other.getByRole("button", { name: "Join and sign in" }).click();
  await other.waitForURL((u) => !u.pathname.startsWith("/welcome"));
  await page.keyboard.press("Escape");
  return other;
}

test("two people at one proposal see each other decide, and the first decision wins", async ({ page, browser, api, signIn, server }) => {
  const { id } = await proposal(api, `together ${Date.now()}`);
  await signIn();
  const other = await secondPerson(page, browser, server.url);
  await page.goto(`/proposals/${id}`);
  await other.goto(`/proposals/${id}`);
  await keysHeard(page);
  await keysHeard(other);
  // Bo hears nothing for a while: what the first one decides is news to the server only.
  await other.route("**/events", (route) => route.abort());
  await other.reload();
  await keysHeard(other);
  await page.keyboard.press("a");
  await expect(page.getByText("1 of 2 changes decided")).toBeVisible();
  // The desk shows a decision before the server has it: who is first is decided there.
  await expect(async () => {
    const { counts } = await (await api.get(`/api/v1/proposals/${id}`)).json();
    expect(counts.accepted).toBe(1);
  }).toPass({ timeout: 10_000 });
  await other.keyboard.press("r");
  await other.keyboard.press("Enter");
  await expect(other.getByText(/accepted this change while you looked at it/).first()).toBeVisible();
  await expectAccessible(other);
  await picture(other, "told-who-was-first");

  await other.unroute("**/events");
  await other.reload();
  await keysHeard(other);
  await expect(other.getByText("1 of 2 changes decided")).toBeVisible();
  await other.keyboard.press("a");
  await expect(page.getByText("2 of 2 changes decided")).toBeVisible();
  await expect(page.getByText(/^Bo accepted:/).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "news-of-others");
  await other.context().close();
});

test("what somebody else wrote since one's own decision is shown by a key, and the whole difference again", async ({
  page,
  browser,
  api,
  signIn,
  server,
}) => {
  const { id } = await proposal(api, `since ${Date.now()}`);
  await signIn();
  const other = await secondPerson(page, browser, server.url);
  await page.goto(`/proposals/${id}`);
  await keysHeard(page);
  const first = await page.locator("[data-change][aria-current=true]").getAttribute("data-change");
  await page.keyboard.press("i");
  await expect(page.getByText(/^Nothing is new/)).toBeAttached();
  await page.keyboard.press("a");
  await expect(page.locator("[data-unsaved='0']")).toBeAttached();
  await other.goto(`/proposals/${id}?change=${first}`);
  await keysHeard(other);
  await expect(other.getByText("1 of 2 changes decided")).toBeVisible();
  await other.keyboard.press("e");
  const editor = other.locator(".cm-content").last();
  await editor.click();
  await other.keyboard.press("Control+End");
  await other.keyboard.type(" Ask first.");
  await other.keyboard.press("Control+Enter");
  await expect(page.getByText(/^Bo edited:/).first()).toBeVisible();
  await page.keyboard.press("k");
  await expect(page.getByText(/It reads differently since you accepted it/)).toBeVisible();
  await page.keyboard.press("i");
  await expect(page.getByText(/What is new since you accepted it/)).toBeVisible();
  const difference = page.getByRole("region", { name: "The difference" });
  await expect(difference.locator("ins")).toContainText("Ask first.");
  await expectAccessible(page);
  await picture(page, "desk-since");
  await page.keyboard.press("i");
  await expect(page.getByRole("radiogroup").or(page.getByRole("group")).first()).toBeVisible();
  await expect(page.getByText(/It reads differently since you accepted it/)).toBeVisible();
  await other.context().close();
});

test("a head that moves is told, and the proposal is brought up to date by a key; a conflict is settled in three columns", async ({
  page,
  api,
  signIn,
}) => {
  const { id, storeId, path, before } = await proposal(api, `rebase ${Date.now()}`);
  await signIn();
  await page.goto(`/proposals/${id}`);
  await keysHeard(page);
  await writeMemory(api, storeId, path, `${before.trim()} That is what the shop wants.\n`);
  await expect(page.getByText("The memory moved to version 2 since this was proposed")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "memory-moved");
  await page.keyboard.press("u");
  await expect(page.getByText(/^Brought up to version 2:/).first()).toBeVisible();
  await page.getByRole("button", { name: "Show the conflict" }).press("Enter");
  await expect(page.getByRole("heading", { name: "What stands in version 2" })).toBeVisible();
  await expect(page.getByRole("article").getByRole("heading", { level: 2 })).toBeFocused();
  await expectAccessible(page);
  await picture(page, "conflict");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await picture(page, "conflict-phone");
  await page.setViewportSize({ width: 1440, height: 900 });
  const result = page.getByRole("textbox", { name: "The result" });
  // Words beside the line that stands for an open place do not settle it, and that line never becomes memory.
  await result.press("Control+End");
  await result.pressSequentially(" And so on.");
  await expect(page.getByText("still stands in the text: write over it")).toBeVisible();
  await result.press("Control+Enter");
  await expect(page.getByText("0 of 2 changes decided")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save the result" })).toBeDisabled();
  await result.fill("Write amounts with two decimals: the shop wants it so.\n");
  await result.press("Control+Enter");
  await expect(page.getByText("1 of 2 changes decided")).toBeVisible();
  await expect(async () => {
    const { counts } = await (await api.get(`/api/v1/proposals/${id}`)).json();
    expect(counts.accepted).toBe(1);
  }).toPass({ timeout: 10_000 });
  const applied = await (await api.post(`/api/v1/proposals/${id}/apply`, { data: {} })).json();
  expect(applied.version).toBe(3);
  const memory = await (await api.get(`/api/v1/stores/${storeId}/memory`)).json();
  expect(memory.memories.map((m: { content: string }) => m.content)).toContain("Write amounts with two decimals: the shop wants it so.\n");
});

import type { APIRequestContext, Page } from "@playwright/test";
import { importMemory, openDesk } from "./desk-helper";
import { fiftySessions, STANDING } from "./fifty";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

type Shown = { state: string; risk: string; decisions: { verdict: string; batch_rule?: string }[] };

/** A proposal of fifty changes: 3 of high risk, 9 of medium, 38 of low in two groups. */
async function fifty(api: APIRequestContext, name: string): Promise<{ id: string; storeId: string }> {
  const { agentId, storeId } = await makeAgent(api, name);
  await importMemory(api, storeId, STANDING);
  await sendSessions(api, agentId, fiftySessions(name));
  let dream = await (await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} })).json();
  await expect(async () => {
    dream = await (await api.get(`/api/v1/dreams/${dream.id}`)).json();
    expect(dream.status).toBe("completed");
  }).toPass({ timeout: 30_000 });
  const risks = (await changesOf(api, dream.proposal_id)).map((c) => c.risk);
  expect([risks.filter((r) => r === "high").length, risks.length]).toEqual([3, 50]);
  return { id: dream.proposal_id, storeId };
}

const changesOf = async (api: APIRequestContext, id: string): Promise<Shown[]> =>
  (await (await api.get(`/api/v1/proposals/${id}`)).json()).changes;

/** Counts what a person does to the page: keys that are no modifier, and every press of a mouse. */
async function countInput(page: Page) {
  await page.addInitScript(() => {
    const count = { keys: 0, mouse: 0 };
    Object.assign(window, { inputCount: count });
    window.addEventListener(
      "keydown",
      (e) => {
        if (e.isTrusted && !["Shift", "Control", "Alt", "Meta"].includes(e.key)) count.keys++;
      },
      true,
    );
    for (const type of ["pointerdown", "mousedown", "mousemove", "wheel", "touchstart"])
      window.addEventListener(type, (e) => void (e.isTrusted && count.mouse++), true);
  });
}
const inputOf = (page: Page) => page.evaluate(() => (window as unknown as { inputCount: { keys: number; mouse: number } }).inputCount);
const decided = (page: Page, n: number) => expect(page.getByText(`${n} of 50 changes decided`)).toBeVisible();

/** Accepts what is shown; a high risk asks once more. */
async function acceptHigh(page: Page, n: number) {
  await page.keyboard.press("a");
  await expect(page.getByRole("button", { name: "Accept in spite of the risk" })).toBeFocused();
  await page.keyboard.press("Enter");
  await decided(page, n);
}

async function apply(page: Page) {
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "Apply 50 changes" })).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Version 3 is live").first()).toBeVisible({ timeout: 30_000 });
}

test("fifty changes one by one, from sign-in to the applied version, by keyboard alone: 52 keys and one more for each high risk", async ({
  page,
  api,
  server,
}) => {
  test.setTimeout(180_000);
  const { id } = await fifty(api, `one by one ${Date.now()}`);
  await countInput(page);
  await page.goto("/sign-in");
  await page.getByLabel("Email").focus();
  await page.keyboard.type(server.email);
  await page.keyboard.press("Tab");
  await page.getByLabel("Password").focus();
  await page.keyboard.type(server.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  expect((await inputOf(page)).mouse).toBe(0);
  await openDesk(page, id);
  const before = await inputOf(page);
  for (const n of [1, 2, 3]) await acceptHigh(page, n);
  for (let n = 4; n <= 50; n++) {
    await page.keyboard.press("a");
    await decided(page, n);
  }
  await apply(page);
  const after = await inputOf(page);
  expect(after.keys - before.keys).toBeLessThanOrEqual(52 + 3);
  expect(after.mouse).toBe(0);
  const changes = await changesOf(api, id);
  expect(changes.every((c) => c.state === "accepted" && c.decisions.length === 1)).toBe(true);
});

test("fifty changes with groups: 30 keys at most; every member is shown, and one can be taken out", async ({ page, api, signIn }) => {
  test.setTimeout(180_000);
  const { id } = await fifty(api, `groups ${Date.now()}`);
  await signIn();
  await countInput(page);
  await openDesk(page, id);
  for (const n of [1, 2, 3]) await acceptHigh(page, n);
  for (let n = 4; n <= 12; n++) {
    await page.keyboard.press("a");
    await decided(page, n);
  }
  await page.keyboard.press("Shift+A");
  const group = page.getByRole("list", { name: "Changes of this group" });
  await expect(group.getByRole("listitem")).toHaveCount(25);
  await expectAccessible(page);
  // The members scroll inside the desk: the page is no longer than the window.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  await picture(page, "desk-group");
  await page.keyboard.press("-");
  await expect(group.getByRole("listitem")).toHaveCount(24);
  await page.keyboard.press("Shift+A");
  await decided(page, 36);
  await page.keyboard.press("Shift+A");
  await expect(group.getByRole("listitem")).toHaveCount(13);
  await page.keyboard.press("Shift+A");
  await decided(page, 49);
  await page.keyboard.press("a");
  await decided(page, 50);
  await apply(page);
  const { keys, mouse } = await inputOf(page);
  expect(keys).toBeLessThanOrEqual(30);
  expect(mouse).toBe(0);
  const changes = await changesOf(api, id);
  expect(changes.filter((c) => c.decisions[0]?.batch_rule !== undefined).map((c) => c.risk)).toEqual(
    Array.from({ length: 37 }, () => "low"),
  );
});

test("arrows move like letters; changes of low risk are picked one by one or in a run, and decided together", async ({
  page,
  api,
  signIn,
}) => {
  test.setTimeout(120_000);
  const { id } = await fifty(api, `picked ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  const position = (n: number) => expect(page.getByText(`Change ${n} of 50`)).toBeVisible();
  await position(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await position(3);
  await page.keyboard.press("ArrowUp");
  await position(2);
  await page.keyboard.press("x");
  await expect(page.getByText(/high risk: it is decided alone/)).toBeAttached();
  for (let n = 2; n < 13; n++) await page.keyboard.press("j");
  await position(13);
  await page.keyboard.press("x");
  const rows = page.getByRole("navigation", { name: "Changes" }).getByText("picked", { exact: true });
  await expect(rows).toHaveCount(1);
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Shift+ArrowDown");
  await position(15);
  await expect(rows).toHaveCount(3);
  await page.keyboard.press("x");
  await expect(rows).toHaveCount(2);
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+K");
  await position(15);
  await expect(rows).toHaveCount(4);
  await expectAccessible(page);
  await picture(page, "desk-picked");
  await page.keyboard.press("Shift+A");
  const group = page.getByRole("list", { name: "Changes of this group" });
  await expect(group.getByRole("listitem")).toHaveCount(4);
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("-");
  await expect(group.getByRole("listitem")).toHaveCount(3);
  await page.keyboard.press("Shift+A");
  await decided(page, 3);
  await expect(rows).toHaveCount(0);
  await page.locator("[data-unsaved='0']").waitFor({ state: "attached" });
  const changes = await changesOf(api, id);
  expect(changes.filter((c) => c.decisions[0]?.batch_rule !== undefined)).toHaveLength(3);
});

test("the queue is narrowed by words, state and risk, keys stay inside, and it says how much is shown", async ({ page, api, signIn }) => {
  const { id } = await fifty(api, `filter ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await page.keyboard.press("/");
  await page.keyboard.type("spare lamps");
  const queue = page.getByRole("navigation", { name: "Changes" });
  await expect(page.getByText("1 of 50 shown")).toBeVisible();
  await page.getByRole("searchbox").fill("");
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByLabel("Risk").selectOption("high");
  await expect(page.getByText("3 of 50 shown")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "desk-filter");
  await queue.getByRole("button").first().click();
  await page.keyboard.press("j");
  await expect(queue.getByRole("button").nth(1)).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.getByText("of 50 shown")).toBeHidden();
});

import type { APIRequestContext, Page } from "@playwright/test";
import { FETCHED_AHEAD } from "@/components/ui/patiently";
import { mixedProposal } from "./desk-helper";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

const RULES = [
  "From now on, always write amounts with two decimals.",
  "Never promise a delivery date for frames.",
  "Always ask for the serial number before a repair.",
  "Never send invoices as Word files.",
];

/** A dream over sessions that each give one standing instruction. */
async function proposal(api: APIRequestContext, name: string): Promise<{ id: string; storeId: string; total: number }> {
  const { agentId, storeId } = await makeAgent(api, name);
  const sessions = RULES.map((content, n) => ({
    id: `${name}-${n}`,
    created_at: `2026-10-0${n + 1}T09:00:00Z`,
    messages: [
      { role: "user", content },
      { role: "assistant", content: "Understood." },
    ],
  }));
  await sendSessions(api, agentId, sessions);
  let dream = await (await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} })).json();
  await expect(async () => {
    dream = await (await api.get(`/api/v1/dreams/${dream.id}`)).json();
    expect(dream.status).toBe("completed");
  }).toPass({ timeout: 30_000 });
  const made = await (await api.get(`/api/v1/proposals/${dream.proposal_id}`)).json();
  return { id: dream.proposal_id, storeId, total: made.counts.total };
}

const open = async (page: Page, id: string) => {
  await page.goto(`/proposals/${id}`);
  await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
};
const decided = (page: Page, n: number, total: number) => expect(page.getByText(`${n} of ${total} changes decided`)).toBeVisible();
const statesOf = async (api: APIRequestContext, id: string): Promise<{ state: string; decisions: { verdict: string }[] }[]> =>
  (await (await api.get(`/api/v1/proposals/${id}`)).json()).changes;
/** Nothing is on its way to the server any more. */
const saved = (page: Page) => page.locator("[data-unsaved='0']").waitFor({ state: "attached" });

test("who writes the reason at once writes the comment: no letter of it decides anything", async ({ page, api, signIn }) => {
  const { id, total } = await proposal(api, `words ${Date.now()}`);
  await signIn();
  await open(page, id);
  await page.keyboard.press("r");
  await page.keyboard.type("not so: a 1 and an r are letters here");
  await expect(page.getByRole("textbox", { name: "Comment (optional)" })).toHaveValue("not so: a 1 and an r are letters here");
  await page.keyboard.press("Enter");
  await decided(page, 1, total);
  await saved(page);
  const states = await statesOf(api, id);
  expect(states.filter((c) => c.decisions.length > 0).map((c) => c.state)).toEqual(["rejected"]);
});

test("decisions without a network are kept, told, and saved once each when it is back", async ({ page, context, api, signIn }) => {
  const { id, total } = await proposal(api, `cut ${Date.now()}`);
  await signIn();
  await open(page, id);
  await page.keyboard.press("a");
  await decided(page, 1, total);
  await saved(page);
  await context.setOffline(true);
  await page.keyboard.press("a");
  await page.keyboard.press("r");
  await page.keyboard.press("1");
  await decided(page, 3, total);
  await expect(page.getByText("2 decisions are not saved yet.")).toBeVisible();
  // Every decision is heard, not how many wait after each.
  await expect(page.getByText("2 decisions are not saved yet.")).toHaveAttribute("aria-live", "off");
  await expectAccessible(page);
  await picture(page, "desk-offline");
  expect((await statesOf(api, id)).filter((c) => c.decisions.length > 0)).toHaveLength(1);
  await context.setOffline(false);
  await saved(page);
  await expect(page.getByText("not saved yet")).toBeHidden();
  const states = await statesOf(api, id);
  expect(states.map((c) => c.decisions.length).sort()).toEqual([...Array.from({ length: total - 3 }, () => 0), 1, 1, 1]);
  expect(states.filter((c) => c.state === "rejected")).toHaveLength(1);
});

test("what opens on the desk opens without a network once somebody has decided; what was never fetched waits for it", async ({
  page,
  context,
  api,
  signIn,
}) => {
  const { id, total } = await proposal(api, `parts ${Date.now()}`);
  await signIn();
  await open(page, id);
  // The editor and the dialogs are not here yet.
  await context.setOffline(true);
  await page.keyboard.press("e");
  await expect(page.getByText(`0 of ${total} changes decided`)).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^New text of/ })).toBeHidden();
  await context.setOffline(false);
  await expect(page.getByRole("textbox", { name: /^New text of/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await decided(page, 1, total);
  await saved(page);
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, FETCHED_AHEAD);
  await context.setOffline(true);
  await page.keyboard.press("h");
  await expect(page.getByRole("dialog", { name: /decisions/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "Apply 1 change" })).toBeVisible();
  await page.keyboard.press("Escape");
  await context.setOffline(false);
});

test("two tabs of one person take back the same last decision, and neither speaks of the person as of somebody else", async ({
  page,
  context,
  api,
  signIn,
}) => {
  const { id, total } = await proposal(api, `tabs ${Date.now()}`);
  await signIn();
  await open(page, id);
  const second = await context.newPage();
  await open(second, id);
  await page.keyboard.press("a");
  await decided(page, 1, total);
  await page.keyboard.press("a");
  await decided(page, 2, total);
  await saved(page);
  await decided(second, 2, total);
  await expect(second.getByText(/ accepted: |took 2 decisions meanwhile/)).toHaveCount(0);
  await second.keyboard.press("z");
  await decided(second, 1, total);
  await saved(second);
  await decided(page, 1, total);
  await page.keyboard.press("z");
  await decided(page, 0, total);
  await saved(page);
  expect((await statesOf(api, id)).every((c) => c.state === "undecided")).toBe(true);
});

test("on a phone the second question about a high risk leaves the change in sight, and a dialog has an edge in forced colours", async ({
  page,
  api,
  signIn,
}) => {
  const { id } = await mixedProposal(api, `phone ${Date.now()}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn();
  await open(page, id);
  // Not by a click of the test's, which scrolls by itself.
  const accept = page.getByRole("region", { name: "Decision" }).getByRole("button", { name: "Accept" });
  await accept.evaluate((button: HTMLElement) => button.click());
  await expect(page.getByRole("button", { name: "Accept in spite of the risk" })).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.keyboard.press("Enter");
  await decided(page, 1, 4);
  await page.emulateMedia({ forcedColors: "active" });
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect(page.getByRole("dialog")).toHaveCSS("border-top-width", "1px");
});

test("a key that is held decides one change, not all that come after it", async ({ page, api, signIn }) => {
  const { id, total } = await proposal(api, `held ${Date.now()}`);
  await signIn();
  await open(page, id);
  for (let i = 0; i < 3; i++) await page.keyboard.down("a");
  await page.keyboard.up("a");
  await decided(page, 1, total);
  await page.keyboard.down("Control");
  for (let i = 0; i < 3; i++) await page.keyboard.down("Enter");
  await expect(page.getByRole("dialog", { name: "Apply 1 change" })).toBeVisible();
  await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await page.keyboard.up("Control");
  await expect(page.getByRole("dialog", { name: "Apply 1 change" })).toBeVisible();
});

test("keys pressed without a pause each speak of the next change", async ({ page, api, signIn }) => {
  const { id, total } = await proposal(api, `fast ${Date.now()}`);
  await signIn();
  await open(page, id);
  for (const key of ["j", "j", "k", "k"]) await page.keyboard.press(key);
  await expect(page.getByText(`Change 1 of ${total}`)).toBeVisible();
  for (let i = 0; i < 3; i++) await page.keyboard.press("a");
  await decided(page, 3, total);
  await saved(page);
  expect((await statesOf(api, id)).map((c) => c.decisions.length).sort()).toEqual([...Array(total - 3).fill(0), 1, 1, 1]);
});

test("a tab that is closed without a network loses nothing: the next one sends what waits", async ({ page, context, api, signIn }) => {
  const { id, total } = await proposal(api, `closed ${Date.now()}`);
  await signIn();
  await open(page, id);
  await context.setOffline(true);
  await page.keyboard.press("a");
  await page.keyboard.press("a");
  await decided(page, 2, total);
  await page.close();
  await context.setOffline(false);
  const next = await context.newPage();
  await open(next, id);
  await decided(next, 2, total);
  await saved(next);
  expect((await statesOf(api, id)).map((c) => c.decisions.length).sort()).toEqual([...Array.from({ length: total - 2 }, () => 0), 1, 1]);
});

test("what waits is sent by whatever page is opened next", async ({ page, context, api, signIn }) => {
  const { id, total } = await proposal(api, `elsewhere ${Date.now()}`);
  await signIn();
  await open(page, id);
  await context.setOffline(true);
  await page.keyboard.press("a");
  await decided(page, 1, total);
  await page.close();
  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto("/audit");
  await expect(async () => {
    expect((await statesOf(api, id)).filter((c) => c.state === "accepted")).toHaveLength(1);
  }).toPass();
});

test("a decision that the server refuses puts the card back, says why, and stays until it is tried again or discarded", async ({
  page,
  context,
  api,
  signIn,
}) => {
  const { id, total } = await proposal(api, `refused ${Date.now()}`);
  await signIn();
  await open(page, id);
  await context.setOffline(true);
  await page.keyboard.press("a");
  await page.keyboard.press("r");
  await page.keyboard.press("1");
  await decided(page, 2, total);
  await page.route("**/proposals/**", (route) =>
    route.request().method() === "POST" ? route.fulfill({ status: 500, body: "" }) : route.fallback(),
  );
  await context.setOffline(false);
  await expect(page.getByText(/was tried \d+ times, and the others wait behind it/)).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await picture(page, "desk-stuck");
  await page.getByRole("button", { name: "Discard this decision" }).click();
  await decided(page, 1, total);
  await page.unroute("**/proposals/**");
  await page.getByRole("button", { name: /^(Try again|Send now)$/ }).click();
  await saved(page);

  await context.setOffline(true);
  await page.keyboard.press("n");
  await page.keyboard.press("a");
  expect((await api.post(`/api/v1/proposals/${id}/reject`, { data: { reason: "A load test." } })).status()).toBe(200);
  await context.setOffline(false);
  const told = page.getByRole("alert").filter({ hasText: "This proposal is rejected" });
  await expect(told).toContainText("was not saved");
  await expectAccessible(page);
  await picture(page, "desk-refused");
  await page.goto("/");
  await expect(page.getByText("1 decision of yours was not taken")).toBeVisible();
  await page.getByRole("link", { name: "open the proposal" }).click();
  await told.getByRole("button", { name: "Discard this decision" }).click();
  await expect(told).toBeHidden();
  await page.goto("/");
  await expect(page.getByText("1 decision of yours was not taken")).toBeHidden();
});

test("undo reaches back as far as one decided, also over a reload; redo goes forward; the last ten are in a list", async ({
  page,
  api,
  signIn,
}) => {
  const { id, total } = await proposal(api, `undo ${Date.now()}`);
  await signIn();
  await open(page, id);
  for (const n of [1, 2, 3]) {
    await page.keyboard.press("a");
    await decided(page, n, total);
  }
  await page.keyboard.press("z");
  await decided(page, 2, total);
  await saved(page);
  await page.reload();
  await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
  await page.keyboard.press("z");
  await decided(page, 1, total);
  await page.keyboard.press("z");
  await decided(page, 0, total);
  await page.keyboard.press("z");
  await decided(page, 0, total);
  for (const n of [1, 2, 3]) {
    await page.keyboard.press("Shift+Z");
    await decided(page, n, total);
  }
  await page.keyboard.press("h");
  const list = page.getByRole("dialog", { name: "Your last ten decisions" });
  await expect(list.getByRole("listitem")).toHaveCount(3);
  await expectAccessible(page);
  await picture(page, "desk-last-ten");
  await list.getByRole("button", { name: /^Undo/ }).nth(1).click();
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await decided(page, 2, total);
  await saved(page);
  const verdicts = (await statesOf(api, id)).flatMap((c) => c.decisions.map((d) => d.verdict));
  expect(verdicts.filter((v) => v === "clear")).toHaveLength(4);
  expect(verdicts.filter((v) => v === "accept")).toHaveLength(6);
});

test("a person gives commands other keys, at every browser, is told of a clash, and can switch single letters off", async ({
  page,
  api,
  signIn,
  browser,
}) => {
  const { id, total } = await proposal(api, `remap ${Date.now()}`);
  await signIn();
  await page.goto("/settings/keyboard");
  const change = page.getByRole("button", { name: "Change the key: Accept, go on to the next" });
  await change.click();
  await page.keyboard.press("r");
  await expect(page.getByRole("alert").filter({ hasText: "R is the key of “Reject”" })).toBeVisible();
  await expectAccessible(page);
  await picture(page, "settings-keyboard");
  await page.keyboard.press("y");
  await expect(page.getByRole("button", { name: /^Use A again/ })).toBeVisible();
  // What the server draws has the hint already, and another browser of the same person the same one.
  await expect.poll(async () => (await page.request.get(`/proposals/${id}`)).text()).toMatch(/>Y<\/kbd>/);
  const elsewhere = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await elsewhere.newPage();
  await other.goto(new URL(`/proposals/${id}`, page.url()).href);
  await expect(other.getByRole("button", { name: "Accept", exact: true })).toContainText("Y");
  await elsewhere.close();
  await open(page, id);
  await expect(page.getByRole("button", { name: "Accept", exact: true })).toContainText("Y");
  await page.keyboard.press("a");
  await page.keyboard.press("y");
  await decided(page, 1, total);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys of the review desk" });
  await expect(sheet).toContainText("Accept, go on to the next");
  await expectAccessible(page);
  await picture(page, "desk-keys");
  await sheet.getByLabel(/Single letters act/).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("y");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toContainText("1 change becomes version");
  await page.goto("/settings/keyboard");
  await expect(page.getByLabel("Single letters act")).not.toBeChecked();
  await page.getByLabel("Single letters act").check();
  await page.getByRole("button", { name: "Use the keys that came with it" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("button", { name: /^Use A again/ })).toHaveCount(0);
    await expect(page.getByLabel("Single letters act")).toBeChecked();
  }).toPass();
});

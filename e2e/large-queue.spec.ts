import type { APIRequestContext, Page } from "@playwright/test";
import { importMemory, openDesk } from "./desk-helper";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { dreamToEnd, makeAgent, sendSessions } from "./store-helper";

const MANY = 500;
const names = Array.from({ length: MANY }, (_, n) => `depot ${String.fromCharCode(97 + (n % 26))}${n}`);

/** A proposal of five hundred changes: a hundred sessions that each correct five memories. */
async function fiveHundred(api: APIRequestContext, name: string): Promise<{ id: string; changes: string[] }> {
  const { agentId, storeId } = await makeAgent(api, name);
  const memories = names.map((n) => [`facts/${n.replace(" ", "-")}.md`, `# ${n}\n\nThe ${n} cut-off is 16:00.\n`]);
  await importMemory(api, storeId, Object.fromEntries(memories));
  const sessions = Array.from({ length: MANY / 5 }, (_, n) => ({
    id: `${name}-${n}`,
    created_at: `2026-10-${String(1 + (n % 28)).padStart(2, "0")}T09:00:00Z`,
    messages: names.slice(n * 5, n * 5 + 5).flatMap((depot) => [
      { role: "user", content: `The ${depot} cut-off is 15:00 now.` },
      { role: "assistant", content: "Understood." },
    ]),
  }));
  await sendSessions(api, agentId, sessions);
  const id = await dreamToEnd(api, storeId);
  const { changes } = await (await api.get(`/api/v1/proposals/${id}`)).json();
  return { id, changes: changes.map((c: { id: string }) => c.id) };
}

const rowsOf = (page: Page) => page.getByRole("navigation", { name: "Changes" }).locator("li[aria-posinset]");
const selected = (page: Page) => rowsOf(page).filter({ has: page.locator('[aria-current="true"]') });
const numberOf = async (page: Page) => Number(await selected(page).getAttribute("aria-posinset"));

test("of five hundred changes the queue draws what is in sight: numbers, keys, address, filter and focus are as with all of them", async ({
  page,
  api,
  signIn,
}) => {
  test.setTimeout(180_000);
  const { id, changes } = await fiveHundred(api, `large ${Date.now()}`);
  expect(changes).toHaveLength(MANY);
  await signIn();
  await openDesk(page, id);
  const rows = rowsOf(page);
  expect(await rows.count()).toBeLessThan(80);
  await expect(rows.first()).toHaveAttribute("aria-posinset", "1");
  await expect(rows.last()).toHaveAttribute("aria-posinset", String(MANY));
  await expect(rows.first()).toHaveAttribute("aria-setsize", String(MANY));
  await expectAccessible(page);

  await test.step("keys: what is selected is in sight, and its number is the one that the bar says", async () => {
    for (let i = 0; i < 40; i++) await page.keyboard.press("j");
    await expect(page.getByText(`Change 41 of ${MANY}`)).toBeVisible();
    await expect(selected(page)).toHaveAttribute("aria-posinset", "41");
    await expect(selected(page)).toBeInViewport({ ratio: 1 });
    for (let i = 0; i < 30; i++) await page.keyboard.press("k");
    await expect(selected(page)).toHaveAttribute("aria-posinset", "11");
    await expect(selected(page)).toBeInViewport({ ratio: 1 });
  });

  await test.step("an address that names a change far down opens with its row in sight", async () => {
    await openDesk(page, id, `?change=${changes[360]}`);
    await expect(selected(page)).toBeInViewport({ ratio: 1 });
    const number = await numberOf(page);
    expect(number).toBeGreaterThan(100);
    await expect(page.getByText(`Change ${number} of ${MANY}`)).toBeVisible();
    await page.keyboard.press("j");
    await expect(selected(page)).toHaveAttribute("aria-posinset", String(number + 1));
    await picture(page, "desk-five-hundred");
  });

  await test.step("what has the focus keeps it when it is scrolled away, and Tab goes on from there", async () => {
    const number = await numberOf(page);
    const row = rows.and(page.locator(`[aria-posinset="${number + 2}"]`)).getByRole("button");
    await row.focus();
    const column = page.getByRole("navigation", { name: "Changes" }).locator("xpath=..");
    await column.evaluate((e) => e.scrollTo(0, 0));
    await expect(rows.and(page.locator('[aria-posinset="2"]'))).toBeInViewport();
    await expect(row).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(rows.and(page.locator(`[aria-posinset="${number + 3}"]`)).getByRole("button")).toBeFocused();
    await column.evaluate((e) => e.scrollTo(0, e.scrollHeight));
    await expect(rows.last()).toBeInViewport({ ratio: 1 });
  });

  await test.step("the filter finds a change that is not drawn", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type(names[333] ?? "");
    await expect(page.getByText(`1 of ${MANY} shown`)).toBeVisible();
    await rows.getByRole("button").click();
    await expect(page.locator("#change-title")).toContainText(names[333] ?? "");
    await page.getByRole("button", { name: "Show all" }).click();
    await expect(selected(page)).toHaveAttribute("aria-setsize", String(MANY));
  });

  await test.step("as a sheet on a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: `${MANY} changes` }).click();
    const sheet = page.getByRole("dialog").locator("li[aria-posinset]");
    await expect(selected(page)).toBeInViewport();
    await sheet.first().getByRole("button").focus();
    await expect(sheet.first()).toBeInViewport();
    await expectAccessible(page);
  });
});

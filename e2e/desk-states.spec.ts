import type { Page } from "@playwright/test";
import { mixedProposal, openDesk } from "./desk-helper";
import { expect, expectAccessible, picture, test } from "./fixtures";

/** Light, dark, forced colours; a desk, a phone, 320 px: nothing wrong, nothing wider than the window. */
async function lookedAt(page: Page, name: string): Promise<void> {
  for (const colours of [{ colorScheme: "dark" as const }, { colorScheme: "light" as const, forcedColors: "active" as const }]) {
    await page.emulateMedia(colours);
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
    [320, 640],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await picture(page, `${name}-${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("after applying, the desk says which version it became, how to go back, and where what was left went; an emptied one says so", async ({
  page,
  api,
  signIn,
}) => {
  test.setTimeout(180_000);
  const { id } = await mixedProposal(api, `states ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await page.keyboard.press("n");
  await page.keyboard.press("a");
  await expect(page.getByText("1 of 4 changes decided")).toBeVisible();
  await page.locator("[data-unsaved='0']").waitFor({ state: "attached" });
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toContainText("1 change becomes version 3");
  await lookedAt(page, "apply");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("The agent loads version 3 with its next session")).toBeVisible();
  await expect(page.getByRole("link", { name: "version 2", exact: true })).toBeVisible();
  await lookedAt(page, "applied");
  await page.getByRole("link", { name: "a proposal of its own" }).click();
  await expect(page.getByText("0 of 3 changes decided")).toBeVisible();
  const rest = page.url().split("/").at(-1)?.split("?")[0] ?? "";
  // Nothing accepted: all of it goes on, and nothing is left.
  expect((await api.post(`/api/v1/proposals/${rest}/apply`, { data: { undecided: "leave" } })).ok()).toBe(true);
  await page.goto(`/proposals/${rest}`);
  await expect(page.getByText("No change is left in this proposal")).toBeVisible();
  await expect(page.getByRole("link", { name: "a proposal of its own" })).toBeVisible();
  await lookedAt(page, "emptied");
});

test("who may only read is told why nothing is decided, and goes from change to change", async ({ page, api, browser, signIn, server }) => {
  test.setTimeout(180_000);
  const { id } = await mixedProposal(api, `viewer ${Date.now()}`);
  await signIn();
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Role").selectOption("viewer");
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.getByLabel("Link", { exact: true }).inputValue();
  const context = await browser.newContext({ baseURL: server.url });
  const viewer = await context.newPage();
  await viewer.goto(link);
  await viewer.getByLabel("Your name").fill("Vi");
  await viewer.getByLabel("Email").fill(`vi-${Date.now()}@example.com`);
  await viewer.getByLabel("Password").fill("password-1234");
  await viewer.getByRole("button", { name: "Join and sign in" }).click();
  await viewer.waitForURL((u) => !u.pathname.startsWith("/welcome"));
  await openDesk(viewer, id);
  await expect(viewer.getByText("You may read this.")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Accept" })).toHaveCount(0);
  await viewer.keyboard.press("a");
  await viewer.getByRole("button", { name: "Next change" }).click();
  await expect(viewer.getByText("Change 2 of 4")).toBeVisible();
  await lookedAt(viewer, "viewer");
  await context.close();
  const { counts } = await (await api.get(`/api/v1/proposals/${id}`)).json();
  expect(counts.accepted).toBe(0);
});

import { mixedProposal, openDesk } from "./desk-helper";
import { expect, expectAccessible, hydrated, test } from "./fixtures";

test("a menu is read and used by keys alone, and gives the focus back", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `menus ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  const account = page.getByRole("button", { name: /^Account/ });
  const item = (name: string) => page.getByRole("menu").getByText(name, { exact: true });
  await expect(account).toHaveAttribute("aria-expanded", "false");
  await account.press("Enter");
  await expect(page.getByRole("menu", { name: /^Account/ })).toBeVisible();
  await expect(account).toHaveAttribute("aria-expanded", "true");
  await expect(item("As the system")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(item("Light")).toBeFocused();
  await page.keyboard.press("End");
  await expect(item("Sign out")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(item("As the system")).toBeFocused();
  await page.keyboard.press("d");
  await expect(item("Dark")).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(account).toBeFocused();

  const more = page.getByRole("button", { name: "More about this proposal" });
  await more.press("ArrowUp");
  await expect(item("Reject the whole proposal")).toBeFocused();
  // To the desk this would be the next change.
  const address = page.url();
  await page.keyboard.press("j");
  expect(page.url()).toBe(address);
  await page.keyboard.press("Space");
  await expect(page.getByRole("dialog")).toContainText("Reject");
  await page.keyboard.press("Escape");
  await expect(more).toBeFocused();

  await more.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(more).not.toBeFocused();
  await more.click();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(page.getByRole("menu")).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("a menu in the drawer is above it, and Escape closes one after the other", async ({ page, signIn }) => {
    await signIn();
    await hydrated(page);
    const menu = page.getByRole("button", { name: "Menu", exact: true });
    await menu.tap();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("button", { name: /^Account/ }).tap();
    await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeInViewport({ ratio: 1 });
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(drawer).toHaveCount(0);
    await expect(menu).toBeFocused();
  });

  test("what a menu does may take the focus on: the editor has it, and a dialog gives it back to the menu's button", async ({
    page,
    api,
    signIn,
  }) => {
    const { id } = await mixedProposal(api, `menus by touch ${Date.now()}`);
    await signIn();
    await openDesk(page, id);
    const more = page.getByRole("button", { name: "More decisions" });
    await more.tap();
    await page.getByRole("menuitem", { name: "The last ten decisions" }).tap();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(more).toBeFocused();
    await more.tap();
    await page.getByRole("menuitem", { name: "Edit the words" }).tap();
    await expect(page.getByRole("textbox", { name: /^New text of/ })).toBeFocused();
  });
});

import { expect, expectAccessible, picture, test } from "./fixtures";

test("a workspace is deleted once its name is typed, and the person goes on in another", async ({ page, signIn }) => {
  await signIn();
  await page.goto("/settings");
  await page.getByLabel("New workspace").fill("Short-lived");
  await page.getByRole("button", { name: "Make and open it" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/settings");
  await page.getByRole("button", { name: "Delete this workspace" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Short-lived?" });
  await expect(dialog).toContainText("go for good");
  const drop = dialog.getByRole("button", { name: "Delete it for good" });
  await expect(drop).toBeDisabled();
  await expectAccessible(page);
  await picture(page, "delete-workspace");
  await dialog.getByLabel("Type the workspace's name").fill("Short-lived");
  await drop.click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/settings");
  await expect(page.getByText("Short-lived")).toHaveCount(0);
  await page.goto("/audit?action=workspace.drop");
  await expect(page.locator("summary", { hasText: "deleted another workspace" }).first()).toBeVisible();
});

import { expect, expectAccessible, picture, test } from "./fixtures";

test("a person signs in with e-mail address and password", async ({ page, signIn }) => {
  await page.goto("/sign-in");
  await expectAccessible(page);
  await picture(page, "sign-in");
  await signIn();
  await expect(page).not.toHaveURL(/sign-in/);
});

test("a wrong password is refused without saying which of the two was wrong", async ({ page, server }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(server.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
  await expectAccessible(page);
});

test("a page asks who one is before it shows anything", async ({ page }) => {
  await page.goto("/settings");
  await expect(page).toHaveURL(/sign-in/);
});

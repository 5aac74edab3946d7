import { expect, expectAccessible, picture, test } from "./fixtures";

test("a key is given a new secret, and the old one goes on working for the time that was chosen", async ({ page, request, signIn }) => {
  await signIn();
  await page.goto("/settings/keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Nightly job");
  await page.getByRole("button", { name: "Make the key" }).click();
  const shown = page.getByRole("dialog").getByLabel("Key", { exact: true });
  const first = await shown.inputValue();
  await page.getByRole("button", { name: "I have copied it" }).click();
  const status = async (key: string) => (await request.get("/api/v1/agents", { headers: { authorization: `Bearer ${key}` } })).status();
  expect(await status(first)).toBe(200);

  const rotate = async (grace: string) => {
    await page.getByRole("button", { name: "New secret for Nightly job" }).click();
    await page.getByRole("radio", { name: grace }).check();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Make a new secret" }).click();
    await expect(page.getByRole("dialog", { name: "The new secret of Nightly job" })).toBeVisible();
    return shown.inputValue();
  };
  const second = await rotate("1 hour longer");
  await picture(page, "key-rotated");
  await page.getByRole("button", { name: "I have copied it" }).click();
  expect([await status(first), await status(second)]).toEqual([200, 200]);
  await expect(page.getByRole("row", { name: /Nightly job/ })).toContainText("old secret");
  await expectAccessible(page);
  await picture(page, "keys");
  const third = await rotate("Not at all");
  await page.getByRole("button", { name: "I have copied it" }).click();
  expect([await status(first), await status(second), await status(third)]).toEqual([401, 401, 200]);
});

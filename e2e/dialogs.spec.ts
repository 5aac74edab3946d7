import { expect, hydrated, test } from "./fixtures";

test("a dialog that asks for a name begins in it, and Enter makes what it is about", async ({ page, signIn }) => {
  const name = `By keyboard ${Date.now()}`;
  await signIn();
  await page.goto("/agents");
  await hydrated(page);
  await page.getByRole("button", { name: "Add an agent" }).press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`No session of ${name} has come in yet`);
  await page.goto("/stores");
  await hydrated(page);
  await page.getByRole("button", { name: "Make a store" }).press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
});

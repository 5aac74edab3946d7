import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, writeMemory } from "./store-helper";

test("a rollback shows what it would change, asks why, and makes a new version", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Rolled back");
  await writeMemory(api, storeId, "/preferences/tone.md", "Be brief.\n");
  await writeMemory(api, storeId, "/preferences/tone.md", "Be very long.\n");
  await writeMemory(api, storeId, "/facts/wrong.md", "The moon is near.\n");
  await signIn();
  await page.goto(`/stores/${storeId}/history`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("4 versions");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Roll back to 2" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("It makes version 5, which changes 1 memory and removes 1 memory.");
  const changes = dialog.getByRole("list", { name: "What the rollback would change" });
  await expect(changes.getByRole("listitem")).toHaveCount(2);
  await changes.getByText("/preferences/tone.md").click();
  await expect(changes.locator("del").first()).toContainText("very long");
  await expectAccessible(page);
  await picture(page, "rollback-preview");
  await dialog.getByRole("button", { name: "Roll back to version 2" }).click();
  await expect(dialog.getByText("A reason is needed")).toBeVisible();

  // Somebody writes between the preview and the decision: nothing is overwritten.
  await writeMemory(api, storeId, "/facts/new.md", "The sun is far.\n");
  await dialog.getByLabel("Why").fill("The long tone did not help.");
  await dialog.getByRole("button", { name: "Roll back to version 2" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The head moved: it is version 5");
  await dialog.getByRole("button", { name: "Close" }).click();

  await page.reload();
  await page.getByRole("button", { name: "Roll back to 2" }).click();
  await expect(dialog).toContainText("It makes version 6, which changes 1 memory and removes 2 memories.");
  await dialog.getByLabel("Why").fill("The long tone did not help.");
  await dialog.getByRole("button", { name: "Roll back to version 2" }).click();
  await expect(page.getByText("Version 6 is live and says what version 2 said")).toBeVisible();
  await page.getByRole("link", { name: "See version 6" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Version 6 is live: 1 changed, 2 removed");
  await expect(page.getByText("The long tone did not help.")).toBeVisible();
  await expectAccessible(page);

  const memory = await (await api.get(`/api/v1/stores/${storeId}/memory`)).json();
  expect(memory.memories.filter((m: { kind: string }) => m.kind !== "index").map((m: { content: string }) => m.content)).toEqual([
    "Be brief.\n",
  ]);
});

import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, writeMemory } from "./store-helper";

test("one memory is restored as it was, after a look at what that changes; the others stay", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Restored");
  await writeMemory(api, storeId, "/hours.md", "Open from nine to five.\n");
  await writeMemory(api, storeId, "/hours.md", "Open from ten to four.\n");
  await writeMemory(api, storeId, "/other.md", "Another memory.\n");
  await signIn();
  await page.goto(`/stores/${storeId}/memory?path=%2Fhours.md`);
  await page.getByText("version 2", { exact: true }).click();
  await page.getByRole("button", { name: "Restore this memory as in version 2" }).click();
  const dialog = page.getByRole("dialog", { name: "Restore /hours.md as in version 2" });
  await expect(dialog).toContainText("It makes version 5, which changes 1 memory");
  await expectAccessible(page);
  await picture(page, "restore-memory");
  await dialog.getByLabel("Why").fill("The hours were right before.");
  await dialog.getByRole("button", { name: "Restore this memory" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The agent believes this since version 5");
  const { memories } = await (await api.get(`/api/v1/stores/${storeId}/memory`)).json();
  const texts = Object.fromEntries(memories.map((m: { path: string; content: string }) => [m.path, m.content]));
  expect(texts).toMatchObject({ "/hours.md": "Open from nine to five.\n", "/other.md": "Another memory.\n" });
});

test("a memory that was removed is brought back from the version in which it stood", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Removed");
  await writeMemory(api, storeId, "/gone.md", "It was here.\n");
  expect((await api.delete(`/api/v1/stores/${storeId}/memories?path=%2Fgone.md`)).ok()).toBe(true);
  await signIn();
  await page.goto(`/stores/${storeId}/memory?path=%2Fgone.md&version=2`);
  await page.getByRole("button", { name: "Restore this memory", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("brings back 1 memory");
  await dialog.getByLabel("Why").fill("Removed by mistake.");
  await dialog.getByRole("button", { name: "Restore this memory" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The agent believes this since version 4");
  await expectAccessible(page);
});

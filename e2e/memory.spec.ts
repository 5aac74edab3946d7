import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, writeMemory } from "./store-helper";

test("a memory is edited; words that somebody else wrote meanwhile are not overwritten unseen", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Edited by hand");
  await writeMemory(api, storeId, "/preferences/invoices.md", "# Invoices\n\nSend invoices as PDF.\n");
  await signIn();
  await page.goto(`/stores/${storeId}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Head is version 2, edited");
  await expectAccessible(page);
  await page.getByRole("link", { name: /^invoices/ }).click();

  await page.getByRole("button", { name: "Edit the words" }).click();
  const editor = page.getByRole("textbox", { name: "Text of /preferences/invoices.md" });
  await editor.fill("# Invoices\n\nSend invoices as PDF, never as Word files.\n");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The agent believes this since version 3");
  await expect(page.locator("main").getByText("Send invoices as PDF, never as Word files.")).toBeVisible();
  await expect(page.getByText("a person's word: no dream changes it unasked")).toBeVisible();
  // Drawn as a reader would see it, and one press away as it is written.
  await expect(page.locator("main").getByRole("heading", { name: "Invoices", exact: true, level: 2 })).toBeVisible();
  await page.getByRole("radio", { name: "Source" }).click();
  await expect(page.locator("main").getByText("# Invoices").first()).toBeVisible();
  await page.getByRole("radio", { name: "Rendered" }).click();
  await picture(page, "memory");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Edit the words" }).click();
  await editor.fill("# Invoices\n\nSend them as PDF.\n");
  await writeMemory(api, storeId, "/preferences/invoices.md", "# Invoices\n\nSend invoices on paper.\n");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Somebody changed this memory meanwhile" })).toBeVisible();
  await expect(editor).toHaveValue("# Invoices\n\nSend them as PDF.\n");
  // What would be replaced is shown before it is.
  await expect(page.locator("del").filter({ hasText: "on paper" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The agent believes this since version 5");
});

test("a memory is pinned, unpinned and removed", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Pinned");
  await writeMemory(api, storeId, "/facts/hours.md", "Open from nine to five.\n");
  await writeMemory(api, storeId, "/facts/place.md", "In the old mill.\n");
  await signIn();
  await page.goto(`/stores/${storeId}/memory?path=${encodeURIComponent("/facts/hours.md")}`);
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(page.getByText("pinned", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Unpin" }).click();
  await expect(page.getByText("pinned", { exact: true })).toHaveCount(0);

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove it" }).click();
  await page.waitForURL(new RegExp(`/stores/${storeId}$`));
  await expect(page.getByRole("link", { name: /^place/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /^hours/ })).toHaveCount(0);
});

test("Markdown files become one version, and come back as a zip", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Imported");
  await signIn();
  await page.goto(`/stores/${storeId}`);
  await page.getByRole("button", { name: "Import" }).click();
  const md = (name: string, text: string) => ({ name, mimeType: "text/markdown", buffer: Buffer.from(text) });
  await page
    .getByLabel("Markdown files", { exact: true })
    .setInputFiles([md("tone.md", "Be brief.\n"), md("names.md", "Use first names.\n")]);
  await expect(page.getByRole("dialog").getByText("Version 2 is live")).toBeVisible();
  await expect(page.getByRole("dialog")).toContainText("2 files: 2 new.");
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("link", { name: "See what changed" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Version 2 is live: 2 new");

  await page.goto(`/stores/${storeId}`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as zip" }).click();
  expect((await download).suggestedFilename()).toBe("memory-version-2.zip");
});

import type { Page } from "@playwright/test";
import { mixedProposal, openDesk } from "./desk-helper";
import { expect, expectAccessible, picture, test } from "./fixtures";

const field = (page: Page) => page.getByRole("textbox", { name: /^New text of/ });
const startEditing = async (page: Page) => {
  await page.keyboard.press("e");
  await expect(field(page)).toBeFocused();
};

test("an edit is written against what the agent reads now, checked again, and saved as it was written", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `edit ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await page.keyboard.press("j");
  await startEditing(page);
  await expect(page.locator(".cm-deletedChunk")).toContainText("16:00");
  await expectAccessible(page);
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("From next week on it is 14:00.\n");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("The checks found 1 thing in your text", { exact: false })).toBeVisible();
  await expect(page.getByText(/has no date to count from/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, "desk-edit");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  await expectAccessible(page);
  await page.emulateMedia({ forcedColors: "none" });
  await expect(page.getByText("0 of 4 changes decided")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("1 of 4 changes decided")).toBeVisible();
  await expect(async () => {
    const proposal = await (await api.get(`/api/v1/proposals/${id}`)).json();
    const edited = proposal.changes.find((c: { path: string }) => c.path === "/facts/cut-off.md");
    expect(edited.decisions[0]?.content).toBe(
      "# Cut-off\n\nThe warehouse cut-off is 15:00 now.\n\nIt is the same on Saturdays.\nFrom next week on it is 14:00.\n",
    );
  }).toPass();
});

test("an editor that opens in the same frame as its change keeps the focus, so that no word is taken for a key", async ({
  page,
  api,
  signIn,
}) => {
  const { id } = await mixedProposal(api, `frame ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await page.keyboard.press("j");
  // What the editor is made of is here from now on.
  await startEditing(page);
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeHidden();
  await page.evaluate(async () => {
    for (const key of ["k", "j", "e"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
  await expect(field(page)).toBeFocused();
});

test("Ctrl+Enter while words are written never opens the summary, however early it comes and wherever the focus is", async ({
  page,
  api,
  signIn,
}) => {
  const { id } = await mixedProposal(api, `early ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await page.keyboard.press("a");
  await page.getByRole("button", { name: "Accept in spite of the risk" }).press("Enter");
  await expect(page.getByText("1 of 4 changes decided")).toBeVisible();
  // Before the editor is here.
  await page.evaluate(() => {
    for (const init of [{ key: "e" }, { key: "Enter", ctrlKey: true }])
      document.body.dispatchEvent(new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true }));
  });
  await expect(field(page)).toBeFocused();
  await expect(page.getByText(/^Save your words, or leave/)).toBeAttached();
  await page.getByRole("heading", { name: "Evidence" }).click();
  await expect(field(page)).not.toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(field(page)).toBeFocused();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect(field(page)).toBeFocused();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeHidden();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Apply/ })
    .click();
  // What opened the dialog is gone: the focus is where it says how things stand.
  await expect(page.locator("main h1")).toBeFocused();
});

test("Esc asks before words are thrown away, and words outlast a reload and a refusal", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `leave ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await startEditing(page);
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeHidden();
  await startEditing(page);
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("The key is ghp_16C7e42F292c6912E7710c838347Ae178B4a.\n");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Leave without saving?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert").filter({ hasText: /secret/ })).toBeVisible();
  await expect(field(page)).toContainText("The key is");
  page.once("dialog", (dialog) => dialog.accept());
  await page.reload();
  await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
  await startEditing(page);
  await expect(field(page)).toContainText("The key is");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Throw my words away" }).click();
  await expect(field(page)).toBeHidden();
  await startEditing(page);
  await expect(field(page)).not.toContainText("The key is");
  await expect(page.getByText("0 of 4 changes decided")).toBeVisible();
});

test("at 390 px the text is plain and the comparison stands below", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `edit small ${Date.now()}`);
  await signIn();
  await page.setViewportSize({ width: 390, height: 844 });
  await openDesk(page, id);
  await startEditing(page);
  await expect(page.locator(".cm-deletedChunk")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Against what the agent reads now" })).toBeVisible();
  await expectAccessible(page);
});

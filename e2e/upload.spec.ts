import type { Page } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent } from "./store-helper";

const session = (id: string, words: string) => ({
  id,
  created_at: "2026-03-02T09:00:00Z",
  success: true,
  messages: [
    { role: "user", content: words },
    { role: "assistant", content: "Done." },
  ],
});

/** Drops files on the page as a mouse does: the browser gives no other way in. */
async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const f of given) data.items.add(new File([f.text], f.name));
    return data;
  }, files);
  await page.getByText("Drop session files here").dispatchEvent("drop", { dataTransfer: transfer });
}

test("several files are dropped, a broken and a foreign one among them: what was taken and what not is said", async ({
  page,
  api,
  signIn,
}) => {
  const { agentId } = await makeAgent(api, "Upload by hand");
  await signIn();
  await page.goto(`/agents/${agentId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No session of Upload by hand has come in yet");
  await page.getByRole("link", { name: "Upload", exact: true }).click();
  await page.waitForURL(/\/upload$/);
  await expect(page.getByRole("heading", { name: "What is understood" })).toBeVisible();

  const good = { name: "good.json", text: JSON.stringify([session("s-1", "Book a table."), session("s-2", "Cancel the table.")]) };
  const cut = { name: "cut.jsonl", text: `${JSON.stringify(session("s-3", "Move the table."))}\n{"id": "s-4", "mess` };
  await drop(page, [good, cut, { name: "holiday.txt", text: "We were in Lisbon." }]);

  const files = page.getByRole("list", { name: "Files" });
  const row = (name: string) => files.getByRole("listitem").filter({ hasText: name }).first();
  await expect(row("good.json")).toContainText("2 sessions imported");
  await expect(row("cut.jsonl")).toContainText("1 session imported and 1 place refused");
  await expect(row("cut.jsonl")).toContainText("line 2");
  await expect(row("holiday.txt").getByRole("alert")).toContainText("holiday.txt is in no format that is known here");
  await expect(page.getByRole("button", { name: "Dream over 3 new sessions" })).toBeVisible();
  await expectAccessible(page);
  await picture(page, "upload");

  await drop(page, [{ ...good, name: "good-again.json" }]);
  await expect(row("good-again.json")).toContainText("2 already here");

  await page.getByRole("link", { name: "See the sessions" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("3 sessions of Upload by hand came in, none of them failed");
  await page.getByRole("searchbox").fill("Cancel");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("link", { name: "Cancel the table." })).toBeVisible();
  await expectAccessible(page);
});

test("an agent is added with the audience that fits it", async ({ page, signIn }) => {
  await signIn();
  await page.goto("/agents");
  await page.getByRole("button", { name: "Add an agent" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add the agent" }).click();
  await expect(dialog.getByText("is needed")).toBeVisible();
  await dialog.getByLabel("Name").fill("Front desk");
  await dialog.getByRole("radio", { name: "The public" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add the agent" }).click();
  await page.waitForURL(/\/agents\/agt_[^/]+\/upload$/);
  await expect(page.getByText("serves the public")).toBeVisible();
});

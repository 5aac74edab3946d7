import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, hydrated, picture, test } from "./fixtures";
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

/** Where files are dropped, once it is there alone (a page that arrives in pieces holds it twice for a moment) and React listens to it. */
async function dropPlace(page: Page): Promise<Locator> {
  const place = page.getByText("Drop session files here");
  await expect(place).toHaveCount(1);
  await hydrated(page, "main input[type=file]");
  return place;
}

/** Drops files on the page as a mouse does: the browser gives no other way in. */
async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const f of given) data.items.add(new File([f.text], f.name));
    return data;
  }, files);
  await (await dropPlace(page)).dispatchEvent("drop", { dataTransfer: transfer });
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

test("twenty files are dropped at once, on a phone: each tells its own end, and one that is broken stops none of the others", async ({
  page,
  api,
  signIn,
}) => {
  const { agentId } = await makeAgent(api, "Twenty at once");
  await signIn();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/agents/${agentId}/upload`);
  const files = Array.from({ length: 20 }, (_, n) => ({
    name: `day-${n + 1}.jsonl`,
    text: n === 4 ? '{"id": "broken", "mess' : JSON.stringify(session(`day-${n + 1}`, "Book a table.")),
  }));
  await drop(page, files);
  await expect(page.getByText("20 of 20 files done")).toBeVisible({ timeout: 30_000 });
  const list = page.getByRole("list", { name: "Files" });
  await expect(list.getByText(/1 session imported/)).toHaveCount(19);
  await expect(list.getByRole("alert")).toHaveCount(1);
  await expect(list.getByRole("alert")).toContainText("day-5.jsonl");
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await picture(page, "upload-twenty-phone");
});

test("a large file is read while the page is away, and is canceled between two sessions: what came in stays", async ({
  page,
  api,
  signIn,
}) => {
  const { agentId } = await makeAgent(api, "Long days");
  await signIn();
  await page.goto(`/agents/${agentId}/upload`);
  // Made in the browser: as long as it takes to read, there is time to leave and to come back.
  const transfer = await page.evaluateHandle(() => {
    const words = "The table by the window is free from seven until nine on most days of the week. ".repeat(40);
    const line = (n: number) =>
      JSON.stringify({
        id: `long-${n}`,
        messages: Array.from({ length: 8 }, (_, i) => ({ role: i % 2 ? "assistant" : "user", content: `${n}.${i} ${words}` })),
      });
    const data = new DataTransfer();
    data.items.add(new File([Array.from({ length: 1_600 }, (_, n) => line(n)).join("\n")], "long.jsonl"));
    return data;
  });
  await (await dropPlace(page)).dispatchEvent("drop", { dataTransfer: transfer });
  const row = page.getByRole("list", { name: "Files" }).getByRole("listitem").filter({ hasText: "long.jsonl" });
  await expect(row).toContainText(/MB read, [1-9]/, { timeout: 30_000 });
  await expect(row.getByRole("progressbar", { name: "Reading long.jsonl" })).toHaveAttribute("aria-valuenow", /\d+/);
  await expectAccessible(page);
  await picture(page, "upload-reading");

  await page.reload();
  await expect(row).toContainText(/MB read, [1-9]/);
  await page.goto(`/agents/${agentId}`);
  await page.getByRole("link", { name: "1 file is still being read" }).click();
  await row.getByRole("button", { name: "Cancel long.jsonl" }).click();
  await expect(row).toContainText(/Canceled\. What came in before stays: [\d,]+ sessions? imported/);
  await expectAccessible(page);
  await page.getByRole("link", { name: "See the sessions" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/sessions of Long days came in/);
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

import { strToU8, zipSync } from "fflate";
import { expect, expectAccessible, hydrated, picture, test } from "./fixtures";
import { makeAgent, sendSessions, writeMemory } from "./store-helper";

const MEMORIES = 400;

/** A store whose version 2 has 400 memories in two folders. */
async function longStore(api: Parameters<typeof makeAgent>[0], name: string): Promise<string> {
  const { storeId } = await makeAgent(api, name);
  const files = Array.from({ length: MEMORIES }, (_, n) => [
    `facts/${n % 2 ? "odd" : "even"}/f-${String(n).padStart(3, "0")}.md`,
    strToU8(`Fact ${n} holds.\n`),
  ]);
  const sent = await api.post(`/api/v1/stores/${storeId}/import?name=facts.zip`, {
    headers: { "content-type": "application/zip" },
    data: Buffer.from(zipSync(Object.fromEntries(files))),
  });
  expect(sent.status()).toBe(200);
  return storeId;
}

test("of a long memory what is near the window is drawn; the end, the focus, printing and the browser's search find their rows", async ({
  page,
  api,
  signIn,
}) => {
  const storeId = await longStore(api, "Many facts");
  await signIn();
  await page.goto(`/stores/${storeId}`);
  const rows = page.getByRole("list", { name: "Memories by folder" }).getByRole("link");
  await hydrated(page, "main li a");
  expect(await rows.count()).toBeLessThan(MEMORIES / 2);
  await expectAccessible(page);
  await picture(page, "long-store");

  // Every row has its room: the last one is where it will be.
  await page.keyboard.press("End");
  await expect(rows.filter({ hasText: "f-399" })).toBeInViewport();
  expect(await rows.count()).toBeLessThan(MEMORIES / 2);

  await page.keyboard.press("Home");
  await rows.filter({ hasText: "f-000" }).focus();
  await page.keyboard.press("End");
  await expect(rows.filter({ hasText: "f-399" })).toBeInViewport();
  await expect(rows.filter({ hasText: "f-000" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(rows.filter({ hasText: "f-002" })).toBeFocused();

  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect(rows).toHaveCount(MEMORIES);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  expect(await rows.count()).toBeLessThan(MEMORIES / 2);
  await page.keyboard.press("Control+f");
  await expect(rows).toHaveCount(MEMORIES);

  await page.reload();
  await page.getByRole("searchbox", { name: "Find a memory" }).fill("f-39");
  await expect(rows).toHaveCount(10);
});

test("two versions that differ in hundreds of memories are compared; a difference is fetched when its row is opened, and stays open", async ({
  page,
  api,
  signIn,
}) => {
  const storeId = await longStore(api, "Compared at length");
  await writeMemory(api, storeId, "/facts/even/f-000.md", "Fact 0 holds no more.\n");
  await signIn();
  await page.goto(`/stores/${storeId}/compare?from=1&to=3`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("400 new");
  const list = page.getByRole("list", { name: "Memories that differ" });
  await hydrated(page, "main ul summary");
  await list.getByText("/facts/even/f-000.md").click();
  await expect(list.getByText("Fact 0 holds no more.")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("End");
  await list.getByText("/facts/odd/f-399.md").scrollIntoViewIfNeeded();
  await expect(list.getByText("/facts/even/f-100.md")).toHaveCount(0);
  await expect(list.getByText("Fact 0 holds no more.")).toBeAttached();
});

test("any place of a long session is reached at once, and its address opens there", async ({ page, api, signIn }) => {
  const { agentId } = await makeAgent(api, "Long sessions");
  const messages = Array.from({ length: 1_500 }, (_, n) => ({ role: n % 2 ? "assistant" : "user", content: `Word number ${n}.` }));
  const [id] = await sendSessions(api, agentId, [{ id: "very-long", title: "A long talk", messages }]);
  await signIn();

  // Without a script the server already begins there.
  const opened = await (await page.request.get(`/transcripts/${id}?event=1400`)).text();
  expect(opened).toContain("Word number 1400.");
  expect(opened).not.toContain("Word number 0.");

  await page.goto(`/transcripts/${id}?event=1400#event-1400`);
  await expect(page.locator("#event-1400")).toBeInViewport();
  // As it is after the sign-in, which knows nothing of a fragment.
  await page.goto(`/transcripts/${id}`);
  await page.goto(`/transcripts/${id}?event=1400`);
  await expect(page.locator("#event-1400")).toBeInViewport();
  await page.goto(`/transcripts/${id}`);
  await hydrated(page, "#event-0");
  // Among events that are here already, and not drawn.
  await page.getByRole("button", { name: "Show 500 more events" }).click();
  await expect(page.getByText("700 of 1,500 events")).toBeAttached();
  await page.getByLabel("Event", { exact: true }).fill("350");
  await page.getByRole("button", { name: "Go there" }).click();
  await expect(page.locator("#event-350")).toBeInViewport();
  expect(await page.locator("li[id^=event-]").count()).toBeLessThan(200);
  await page.getByRole("link", { name: "Last event" }).click();
  await expect(page.locator("#event-1499")).toBeInViewport();
  await page.getByLabel("Event", { exact: true }).fill("700");
  await page.getByRole("button", { name: "Go there" }).click();
  await expect(page.locator("#event-700")).toBeInViewport();
  await expect(page).toHaveURL(/#event-700$/);
  await expect(page.locator("#event-720")).toBeAttached();
  await page.reload();
  await expect(page).toHaveURL(/#event-700$/);
  await expect(page.locator("#event-700")).toBeInViewport();
  await page.getByRole("link", { name: "First event" }).click();
  await expect(page.locator("#event-0")).toBeInViewport();
  await expectAccessible(page);
  await picture(page, "long-session");
});

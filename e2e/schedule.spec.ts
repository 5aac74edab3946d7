import { expect, expectAccessible, picture, test } from "./fixtures";
import { dreamToEnd, makeAgent, sendSessions } from "./store-helper";

const SESSION = { messages: [{ role: "user", content: "Where is my parcel?" }] };

test("a store is told when to dream by itself, and its page says when that is and what it waits for", async ({ page, api, signIn }) => {
  const { agentId, storeId } = await makeAgent(api, "Nightly");
  await sendSessions(api, agentId, [
    { ...SESSION, id: "a" },
    { ...SESSION, id: "b" },
  ]);
  await signIn();
  await page.goto(`/stores/${storeId}`);
  await page.getByRole("link", { name: "Let it dream by itself" }).click();
  const save = page.getByRole("button", { name: "Put this schedule in force" });
  await expect(save).toBeDisabled();
  await page.getByRole("checkbox", { name: "This store dreams by itself" }).check();
  await page.getByLabel("When", { exact: true }).selectOption("On weekdays at 6 in the morning");
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await expect(page.getByText("At 06:00, Monday through Friday.")).toBeVisible();
  await expect(
    page.getByRole("list", { name: "Next runs, by the clock of Asia/Tokyo" }).getByText(/^(Mon|Tue|Wed|Thu|Fri) .*06:00$/),
  ).toHaveCount(3);

  const cron = page.getByLabel("Times as cron");
  await cron.fill("0 0 30 2 *");
  await expect(page.getByText("It names no time that ever comes")).toBeVisible();
  await save.click();
  await expect(page.getByText("Nothing was saved")).toBeVisible();
  await cron.fill("30 4 * * *");
  await page.getByLabel("New sessions that a run needs").fill("5");
  await expect(page.getByText("fewer than 5 new sessions is passed over")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "schedule");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await picture(page, "schedule-small-dark");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await save.click();
  await expect(page.getByText("The schedule is in force", { exact: true })).toBeVisible();
  const store = await (await api.get(`/api/v1/stores/${storeId}`)).json();
  expect(store.schedule).toEqual({
    cron: "30 4 * * *",
    timezone: "Asia/Tokyo",
    min_new_transcripts: 5,
    quiet_minutes: 10,
    batch: 100,
    enabled: true,
  });
  expect(store.next_run).toContain("T19:30:00.000Z");

  await page.goto(`/stores/${storeId}`);
  const next = page.getByRole("region", { name: "Next dream" });
  await expect(next).toContainText("04:30 (Asia/Tokyo)");
  await expect(next).toContainText("Waiting: 2 of 5 new sessions.");
  await expectAccessible(page);
  await picture(page, "next-dream");

  await page.goto(`/stores/${storeId}/settings`);
  await page.getByRole("checkbox", { name: "This store dreams by itself" }).uncheck();
  await page.getByRole("button", { name: "Stop dreaming by itself" }).click();
  await expect(page.getByText("The schedule is off", { exact: true })).toBeVisible();
  expect((await (await api.get(`/api/v1/stores/${storeId}`)).json()).next_run).toBeNull();
});

test("several open proposals of one store stand together, and a change says what the others want", async ({ page, api, signIn }) => {
  const { agentId, storeId } = await makeAgent(api, "Often");
  const say = (language: string) =>
    sendSessions(
      api,
      agentId,
      ["a", "b"].map((n) => ({ id: `${language}-${n}`, messages: [{ role: "user", content: `Please always answer in ${language}.` }] })),
    );
  const proposals: string[] = [];
  for (const language of ["French", "German", "Dutch", "Polish", "Danish"]) {
    await say(language);
    proposals.push(await dreamToEnd(api, storeId));
  }
  await signIn();
  await page.goto("/");
  const group = page.getByRole("listitem").filter({ hasText: "Often" }).filter({ hasText: "5 changes to decide in 5 proposals" });
  await expect(group.getByRole("listitem").filter({ visible: true })).toHaveCount(3);
  await group.getByText("2 later ones").click();
  await expect(group.getByRole("listitem").filter({ visible: true })).toHaveCount(5);
  await expectAccessible(page);
  await picture(page, "inbox-grouped");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await picture(page, "inbox-grouped-small");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.goto(`/proposals/${proposals[0]}`);
  await expect(page.getByText("4 other open proposals have other words for this")).toBeVisible();
  await page.getByText("how it differs").first().click();
  await expectAccessible(page);
  await picture(page, "overlaps");
  await page.getByRole("link", { name: "Go to it" }).first().click();
  await expect(page).toHaveURL(new RegExp(`/proposals/${proposals[1]}`));
});

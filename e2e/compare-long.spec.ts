import { expect, expectAccessible, test } from "./fixtures";
import { makeAgent, writeMemory } from "./store-helper";

const text = (word: string) => Array.from({ length: 5_000 }, (_, n) => `l${n} ${n % 10 === 5 ? word : "as it was"}`).join("\n");

test("a long comparison begins with its first differences, and then holds every line", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, `long ${Date.now()}`);
  const from = await writeMemory(api, storeId, "/facts/long.md", `${text("is so")}\n`);
  const to = await writeMemory(api, storeId, "/facts/long.md", `${text("is other")}\n`);
  await signIn();
  await page.goto(`/stores/${storeId}/compare?from=${from}&to=${to}`);
  await page.locator("summary", { hasText: "/facts/long.md" }).click();
  const difference = page.getByRole("region", { name: "Difference in /facts/long.md" });
  await expect(difference.getByText("l5 is other")).toBeVisible();
  const whole = difference.locator("[data-all]");
  await expect(whole.getByText("l5 is other")).toBeVisible();
  // What stood in until then is gone: no line is there twice.
  await expect(difference.getByText("l5 is other")).toHaveCount(1);
  const scrolled = whole
    .locator("div")
    .filter({ has: page.locator("table") })
    .first();
  await expect(async () => {
    await whole.evaluate((e) => {
      for (const inner of e.querySelectorAll("div")) inner.scrollTop = inner.scrollHeight;
    });
    await expect(scrolled.getByText("l4995 is other")).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page);
});

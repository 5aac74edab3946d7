import { expect, expectAccessible, hydrated, test } from "./fixtures";

test("anyone can read how the API is used, on a wide screen and on a narrow one", async ({ page, playwright, server }) => {
  // The page is long, and it is read for accessibility twice.
  test.slow();
  const stranger = await playwright.request.newContext({ baseURL: server.url });
  const given = await stranger.get("/api/v1/openapi.json");
  const api = await given.json();
  expect([given.status(), api.openapi, api.servers[0].url]).toEqual([200, "3.1.0", `${server.url}/api/v1`]);
  const etag = given.headers().etag ?? "";
  expect((await stranger.get("/api/v1/openapi.json", { headers: { "if-none-match": etag } })).status()).toBe(304);
  await stranger.dispose();

  await page.goto("/docs/api");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("requests");
  const ids = Object.values<Record<string, { operationId: string }>>(api.paths).flatMap((m) => Object.values(m).map((o) => o.operationId));
  expect(await page.evaluate((all) => all.filter((id) => document.querySelectorAll(`#${id}`).length !== 1), ids)).toEqual([]);
  await expectAccessible(page);

  await page.getByRole("navigation", { name: "Contents" }).getByRole("link", { name: "POST /proposals/{id}/apply" }).click();
  await expect(page).toHaveURL(/#applyProposal$/);
  const apply = page.getByRole("article", { name: "POST /proposals/{id}/apply" });
  await expect(apply.getByRole("heading", { level: 3 })).toBeInViewport();
  await expect(apply).toContainText("proposals:decide");
  await expect(apply).toContainText("Refuses with 409");

  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await expectAccessible(page);
});

test("who is signed in reads it inside the app", async ({ page, signIn }) => {
  await signIn();
  await hydrated(page);
  await page.getByRole("button", { name: /^Account/ }).press("Enter");
  await page.getByRole("menuitem", { name: "API reference" }).click();
  await expect(page).toHaveURL(/\/docs\/api$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("requests");
  await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
  await expectAccessible(page);
});

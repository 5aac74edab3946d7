import type { Page } from "@playwright/test";
import { importMemory, mixedProposal, openDesk } from "./desk-helper";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

const VIEWS = ["Prose", "Unified", "Split", "Source", "Rendered"];
const shows = (page: Page, view: string) => page.getByRole("radio", { name: view, exact: true });

test("every view of a change is reached by key, stands in the address, and is accessible in light, dark, forced colours and at 320 px", async ({
  page,
  api,
  signIn,
}) => {
  test.setTimeout(180_000);
  const { id } = await mixedProposal(api, `views ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await page.keyboard.press("j");
  for (const view of VIEWS) {
    await expect(shows(page, view)).toBeChecked();
    if (view !== "Prose") await expect(page).toHaveURL(new RegExp(`view=${view.toLowerCase()}`));
    if (view === "Unified" || view === "Split") await expect(page.locator("table tbody tr").first()).toBeVisible();
    if (view === "Rendered") await expect(page.getByRole("heading", { name: "Cut-off", exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    await expectAccessible(page);
    await page.emulateMedia({ forcedColors: "none" });
    await page.keyboard.press("d");
  }
  await page.setViewportSize({ width: 320, height: 700 });
  for (const view of ["Prose", "Unified", "Source", "Rendered"]) {
    await expect(shows(page, view)).toBeChecked();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.keyboard.press("d");
  }
  await openDesk(page, id, "?view=source");
  await expect(shows(page, "Source")).toBeChecked();
});

test("the whole memory is shown around the change by a key, and folded again", async ({ page, api, signIn }) => {
  const { agentId, storeId } = await makeAgent(api, `whole ${Date.now()}`);
  const rules = Array.from({ length: 60 }, (_, i) => `Shelf ${i + 1} is for orders of day ${i + 1}.`).join("\n\n");
  await importMemory(api, storeId, { "facts/cut-off.md": `# Cut-off\n\nThe warehouse cut-off is 16:00.\n\n${rules}\n` });
  const content = "The warehouse cut-off is 15:00 now.";
  await sendSessions(api, agentId, [
    {
      id: `whole-${Date.now()}`,
      created_at: "2026-12-05T09:00:00Z",
      messages: [
        { role: "user", content },
        { role: "assistant", content: "Understood." },
      ],
    },
  ]);
  let dream = await (await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} })).json();
  await expect(async () => {
    dream = await (await api.get(`/api/v1/dreams/${dream.id}`)).json();
    expect(dream.status).toBe("completed");
  }).toPass({ timeout: 30_000 });
  await signIn();
  await openDesk(page, dream.proposal_id, "?view=source");
  const shelf = page.getByRole("region", { name: "The difference" }).getByText("Shelf 40 is for orders of day 40.");
  await page.keyboard.press("o");
  await expect(shows(page, "Prose")).toBeChecked();
  await expect(shelf).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("o");
  await expect(shelf).toBeHidden();
});

test("what is printed is the prose, whatever view is on the screen", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `print ${Date.now()}`);
  await signIn();
  await openDesk(page, id, "?view=unified");
  await page.keyboard.press("j");
  const rows = page.locator("article table tbody tr").first();
  const prose = page.locator("article .reading ins").first();
  await expect(rows).toBeVisible();
  await expect(prose).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(prose).toBeVisible();
  await expect(rows).toBeHidden();
});

test("words lead to the quote behind them and back, and the turns around a quote are fetched when asked for", async ({
  page,
  api,
  signIn,
}) => {
  const { id } = await mixedProposal(api, `quotes ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await page.keyboard.press("j");
  const words = page.locator("article ins [data-quotes]").first();
  await words.hover();
  await expect(page.locator("#quote-1")).toHaveAttribute("data-lit", "");
  await page.getByRole("link", { name: "Supported by quote 1" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#quote-1")).toBeFocused();
  await expect(words).toHaveAttribute("data-lit", "");
  await page.keyboard.press("d");
  await page.getByRole("button", { name: /^Supports “The warehouse cut-off is 15:00 now\.”/ }).click();
  await expect(shows(page, "Prose")).toBeChecked();
  await expect(words).toBeFocused();
  await page.getByText("Turns around it").click();
  await expect(page.getByText("Welcome back. What has changed?")).toBeVisible();
  await expect(page.locator("li[aria-current] mark")).toHaveText("The warehouse cut-off is 15:00 now.");
  await expectAccessible(page);
  await picture(page, "desk-evidence");
});

test("a merge tells what of each memory survives; on a phone all quotes come as a sheet", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `merge ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  await expect(page.getByRole("heading", { name: "What becomes of the 2 memories" })).toBeVisible();
  await expect(page.getByText(/survive/)).toHaveCount(2);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator("#quote-2")).toBeHidden();
  await page.getByRole("button", { name: "Show all 2 quotes" }).click();
  await expect(page.getByRole("dialog", { name: "Evidence" }).getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);
});

test("panes are resized by keys and by pointer, and stay so", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `panes ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  const queue = page.getByRole("separator", { name: "Width of the queue" });
  const evidence = page.getByRole("separator", { name: "Width of the evidence" });
  const widthOf = async (name: string) =>
    (await page.getByRole(name === "queue" ? "navigation" : "region", named(name)).boundingBox())?.width;
  await queue.press("ArrowRight");
  await expect(queue).toHaveAttribute("aria-valuenow", "316");
  expect(await widthOf("queue")).toBe(316);
  await queue.press("Home");
  expect(await widthOf("queue")).toBe(220);
  await evidence.press("ArrowLeft");
  await expect(evidence).toHaveAttribute("aria-valuenow", "388");
  const line = await evidence.boundingBox();
  if (!line) throw new Error("the line has no place");
  await page.mouse.move(line.x, line.y + 300);
  await page.mouse.down();
  await page.mouse.move(line.x - 100, line.y + 300, { steps: 4 });
  await page.mouse.up();
  await expect(evidence).toHaveAttribute("aria-valuenow", "488");
  expect(await widthOf("evidence")).toBe(488);
  await expectAccessible(page);
  await page.reload();
  await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
  await expect(queue).toHaveAttribute("aria-valuenow", "220");
  expect(await widthOf("evidence")).toBe(488);
  await evidence.press("Enter");
  await expect(evidence).toHaveAttribute("aria-valuenow", "372");
});

test("the decision, the difference and the first quote are in sight without scrolling", async ({ page, api, signIn }) => {
  const { id } = await mixedProposal(api, `sight ${Date.now()}`);
  await signIn();
  await openDesk(page, id);
  for (let i = 0; i < 4; i++) {
    await expect(page.getByText(`Change ${i + 1} of 4`)).toBeVisible();
    await expect(page.getByRole("button", { name: /^Accept/ })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("region", { name: "The difference" }).locator(".reading").first()).toBeInViewport({ ratio: 0.6 });
    await expect(page.locator("#quote-1 blockquote")).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("j");
  }
});

const named = (pane: string) => ({ name: pane === "queue" ? "Changes" : "Evidence", exact: true });

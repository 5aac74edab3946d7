import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

/** A session of 1 + 3 * n events: a request, then calls with their results and a word on each. */
function longSession(id: string, n: number) {
  const messages: unknown[] = [{ role: "user", content: "Check every order of last year." }];
  for (let i = 1; i <= n; i++) {
    messages.push({
      role: "assistant",
      content: null,
      tool_calls: [{ id: `c${i}`, type: "function", function: { name: "find_order", arguments: JSON.stringify({ order: i }) } }],
    });
    messages.push({ role: "tool", tool_call_id: `c${i}`, content: `order ${i} was shipped` });
    messages.push({ role: "assistant", content: `Order ${i} is in order.` });
  }
  return { id, title: "The orders of last year", created_at: "2026-03-02T09:00:00Z", user: "u-9", messages };
}

test("a session is read, its tool calls folded, and an event far into it is reached by its address", async ({ page, api, signIn }) => {
  const { agentId } = await makeAgent(api, "Order desk");
  const [id] = await sendSessions(api, agentId, [longSession("long", 200)]);
  await signIn();
  await page.goto(`/transcripts?agent=${agentId}`);
  await page.getByRole("link", { name: "The orders of last year" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This session ended without a known outcome: “The orders of last year”");
  await expect(page.getByText("601 events", { exact: true })).toBeVisible();
  await expect(page.getByText("order 1 was shipped")).toBeHidden();
  await page.getByText("find_order").first().click();
  await expect(page.getByText("order 1 was shipped")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "session");

  // 1 + 3 * 150: words about order 150 are event 450.
  await page.goto(`/transcripts/${id}#event-450`);
  await expect(page.locator("#event-450")).toBeInViewport();
  await expect(page.locator("#event-450")).toContainText("Order 150 is in order.");
  await page.getByRole("button", { name: "Show 200 earlier events" }).click();
  await page.keyboard.press("Home");
  await expect(page.locator("#event-201")).toBeInViewport();

  // A quote's address opens the fold around it and marks its words.
  await page.goto(`/transcripts/${id}?quote=449.0-9#event-449`);
  await expect(page.locator("mark")).toHaveText("order 150");
  await expect(page.locator("mark")).toBeInViewport();
});

test("a session is left out of dreams with a reason and taken in again; a person says how it ended", async ({ page, api, signIn }) => {
  const { agentId } = await makeAgent(api, "Judged");
  const [id] = await sendSessions(api, agentId, [longSession("judged", 1)]);
  await signIn();
  await page.goto(`/transcripts/${id}`);
  await page.getByRole("button", { name: "Leave it out of dreams" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Leave it out" }).click();
  await expect(dialog.getByRole("alert")).toContainText("A reason is needed");
  await dialog.getByLabel("Why").fill("A colleague tried things out.");
  await dialog.getByRole("button", { name: "Leave it out" }).click();
  await expect(page.getByText("A colleague tried things out.")).toBeVisible();
  await page.getByRole("button", { name: "Take it into dreams again" }).click();
  await expect(page.getByText("A colleague tried things out.")).toHaveCount(0);

  await page.getByRole("button", { name: "More about this session" }).click();
  await page.getByRole("menuitemradio", { name: "failed" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This session failed: “The orders of last year”");
});

test("a session that is not there is not found", async ({ page, signIn }) => {
  await signIn();
  await page.goto("/transcripts/trn_00000000000000000000000000000000");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing at this address");
});

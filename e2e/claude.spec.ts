import type { Page } from "@playwright/test";
import { TEST_KEY } from "@/lib/testing/anthropic/fake-options";
import { refuses } from "@/lib/testing/anthropic/faults";
import type { AnswerFunction } from "@/lib/testing/anthropic/model-request";
import { type FakeAnthropic, startFakeAnthropic } from "@/lib/testing/anthropic/server";
import { expect, expectAccessible, hydrated, picture, test } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

let fake: FakeAnthropic;

test.beforeAll(async () => {
  // The server of these tests was started with this address of the API.
  fake = await startFakeAnthropic({ port: Number(process.env.REVEILLE_TEST_CLAUDE_PORT), answer });
});
test.afterAll(() => fake.stop());

/** Finds what users say about how "we" do things; one finding in four is made up. Everything found is created. */
const answer: AnswerFunction = ({ user }) => {
  if (user.startsWith("<session-")) {
    const said = [...user.matchAll(/^\[(\d+) user[^\]]*\] (We [^\n]*)/gm)].map(([, seq, text]) => ({ seq: Number(seq), text: text ?? "" }));
    const found = said.map(({ seq, text }) => ({ kind: "fact", statement: text, evidence: [{ event_seq: seq, quote: text }] }));
    const invented = said.some((s) => s.text.includes("Mondays"))
      ? [{ kind: "fact", statement: "We close in August.", evidence: [{ event_seq: 0, quote: "We close in August." }] }]
      : [];
    return { candidates: [...found, ...invented] };
  }
  const candidates = [...user.matchAll(/^(\d+) \w+ \w+(?: \d{4}-\d\d-\d\d)?(?: \d+ sessions)?: .*$/gm)];
  return { operations: candidates.map(([, n]) => ({ op: "create", candidates: [Number(n)] })) };
};

const session = (id: string, text: string) => ({
  id,
  title: `Talk about ${id}`,
  messages: [
    { role: "user", content: text },
    { role: "assistant", content: "Of course." },
  ],
});

/** The page is accessible and fits, in light and dark, wide and at 390 px. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await picture(page, `claude-${name}-${colorScheme}-${width}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("Claude is connected, a store dreams with it, and what it found, cost and left out is shown", async ({ page, api, signIn }) => {
  test.setTimeout(180_000);
  const { agentId, storeId } = await makeAgent(api, "Dispatcher");
  await sendSessions(api, agentId, [
    session("shipping", "We ship on Mondays."),
    session("hours", "We close at 6 pm."),
    session("locks", "We pick locks for a living."),
  ]);
  await signIn();

  await test.step("a key that the API refuses is not kept; one that it takes is, and only its end is shown", async () => {
    await page.goto("/settings/claude");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Claude is not connected");
    await hydrated(page, "main form input[type=password]");
    await looksRight(page, "settings-empty");
    const field = page.getByLabel("API key", { exact: true });
    await field.fill("sk-ant-wrong-key");
    await page.getByRole("button", { name: "Connect Claude" }).click();
    await expect(page.getByText("The key was not kept: the API does not accept the key.")).toBeVisible();
    await field.fill(TEST_KEY);
    await page.getByRole("button", { name: "Connect Claude" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      `Dreams can use Claude, with the key that ends in ${TEST_KEY.slice(-4)}`,
    );
    await expect(page.getByText("It counts tokens")).toBeVisible();
    expect(await page.content()).not.toContain(TEST_KEY);
    await page.getByLabel("Most that dreams may cost in a month, US dollars").fill("20");
    await page.getByRole("button", { name: "Set the cap" }).click();
    await expect(page.getByText("Nothing was spent this month of the $20.00 that dreams may cost.")).toBeVisible();
    await page.getByRole("button", { name: "Check what this key can do" }).click();
    await expect(page.getByText(/It lists \d+ models/)).toBeVisible();
    await looksRight(page, "settings");
  });

  await test.step("the store is set to Claude; a model that nobody knows is warned about", async () => {
    await page.goto(`/stores/${storeId}/settings`);
    await hydrated(page, "#engine");
    await page.getByRole("radio", { name: /^Claude/ }).check();
    const reader = page.getByLabel("Model that reads the sessions");
    await reader.fill("acme-reader-1");
    await expect(page.getByText("This installation does not know this model.")).toBeVisible();
    await expect(page.getByText("No price known")).toBeVisible();
    await reader.fill("claude-haiku-5-5");
    await expect(page.getByText("$0.10 in and $0.50 out for a million tokens")).toBeVisible();
    await page.getByLabel("Requests at a time").fill("200");
    await expect(page.getByText("A whole number from 1 to 64")).toBeVisible();
    await page.getByLabel("Requests at a time").fill("1");
    await looksRight(page, "engine");
    await page.getByRole("button", { name: "Put this engine in force" }).click();
    await expect(page.getByText("The next dream uses Claude", { exact: true })).toBeVisible();
    expect(await (await api.get(`/api/v1/stores/${storeId}`)).json()).toMatchObject({ engine: "claude", claude: { requests_at_once: 1 } });
  });

  await test.step("what the dream would cost is shown first, and is no condition", async () => {
    await page.goto(`/stores/${storeId}`);
    await hydrated(page);
    await page.getByRole("button", { name: "Dream over 3 new sessions" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("3 to read")).toBeVisible();
    await expect(dialog.getByText("An estimate: input counted by the API on a sample of the sessions, output guessed.")).toBeVisible();
    await looksRight(page, "estimate");
    await dialog.getByLabel("Instructions").fill("Look for opening hours.");
    fake.faults.add({ fault: refuses("cyber"), when: (r) => r.user.includes("We pick locks") });
    // The longest is read first, and refused; the second is answered; the third waits: the page shows what came and cost so far.
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    let readings = 0;
    fake.set({
      answer: async (request) => {
        if (request.user.startsWith("<session-") && ++readings === 3) await held;
        return answer(request);
      },
    });
    await dialog.getByRole("button", { name: "Dream", exact: true }).click();
    await page.waitForURL(/\/dreams\//);
    await expect(page.getByRole("heading", { name: "Cost so far" })).toBeVisible();
    await expect(page.getByText(/2 calls, .* tokens, (under )?\$/)).toBeVisible();
    await looksRight(page, "running");
    release();
  });

  await test.step("the page says what it found, what it cost by phase, and what it could not read", async () => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This dream ended in a proposal", { timeout: 30_000 });
    await expect(page.getByText("Asked to look for: Look for opening hours.")).toBeVisible();
    const cost = page.getByRole("table", { name: "Cost by phase and model" });
    await expect(cost.getByRole("row", { name: /Extract claude-haiku-5-5/ })).toBeVisible();
    await expect(cost.getByRole("row", { name: /Reconcile claude-sonnet-5-5/ })).toBeVisible();
    await expect(page.getByText("2 changes are not decided yet.")).toBeVisible();
    await expect(page.getByText("The model refused it (cyber). It counts as read.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Talk about locks" })).toBeVisible();
    await expect(page.getByRole("row", { name: /We close in August/ })).toContainText(
      "The quote that the model gave stands nowhere in the session",
    );
    await looksRight(page, "dream");
    const dream = await (await api.get(`/api/v1${new URL(page.url()).pathname}`)).json();
    expect(dream.usage_by_phase.map((u: { phase: string }) => u.phase)).toEqual(["extract", "reconcile"]);
  });

  await test.step("its changes are accepted, and each says what it cost", async () => {
    const dreamUrl = page.url();
    await page.getByRole("link", { name: "Review the proposal" }).click();
    await page.waitForURL(/\/proposals\//);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("0 of 2 changes decided");
    const id = new URL(page.url()).pathname.split("/")[2];
    const proposal = await (await api.get(`/api/v1/proposals/${id}`)).json();
    const decisions = proposal.changes.map((c: { id: string }) => ({ change_id: c.id, verdict: "accept", comment: "It is so." }));
    expect((await api.post(`/api/v1/proposals/${id}/decisions`, { data: { decisions } })).ok()).toBe(true);
    await page.goto(dreamUrl);
    await expect(page.getByText(/2 accepted changes: (\$|under \$).* each\./)).toBeVisible();
  });

  await test.step("the key is removed after a question", async () => {
    await page.goto("/settings/claude");
    await hydrated(page);
    await expect(page.getByText(/of \$20\.00 spent this month, in \d+ calls/)).toBeVisible();
    await page.getByRole("button", { name: "Remove the key" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove the key" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Claude is not connected");
    await page.goto(`/stores/${storeId}/settings`);
    await expect(page.getByText("Claude is not connected")).toBeVisible();
    await expectAccessible(page);
  });
});

test("where the local engine found nothing, its page says what it cannot do and where another is chosen", async ({ page, api, signIn }) => {
  const { agentId, storeId } = await makeAgent(api, "Small talk");
  await sendSessions(api, agentId, [session("weather", "Nice weather today, is it not?")]);
  const started = await api.post(`/api/v1/stores/${storeId}/dreams`, { data: { instructions: "Look for plans." } });
  const { id } = (await started.json()) as { id: string };
  await expect
    .poll(async () => ((await (await api.get(`/api/v1/dreams/${id}`)).json()) as { status: string }).status)
    .toBe("nothing_to_change");
  await signIn();
  await page.goto(`/dreams/${id}`);
  await expect(page.getByText("The local engine cannot follow instructions.")).toBeVisible();
  await looksRight(page, "offer");
  await page.getByRole("link", { name: "Engine of this store" }).click();
  await expect(page.getByRole("heading", { name: "Engine" })).toBeInViewport();
});

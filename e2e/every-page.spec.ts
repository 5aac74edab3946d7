import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "@playwright/test";
import { importMemory, mixedProposal } from "./desk-helper";
import { expect, expectAccessible, hydrated, test } from "./fixtures";

const root = fileURLToPath(new URL("../app/", import.meta.url));
/** `stores/[storeId]/history`, without the groups that are no part of the address. */
const PAGES = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)page\.tsx$/.test(file))
  .map((file) => file.replace(/\/?page\.tsx$/, "").replace(/\([a-z]+\)\/?/g, ""))
  .sort();
/** Shown to those who are not signed in. */
const OUTSIDE = ["sign-in", "welcome"];

type Ids = { storeId: string; agentId: string; proposalId: string; dreamId: string; transcriptId: string };

/** Where a page is seen with something on it. A page that is missing here fails the test: it would be one that nobody looked at. */
const ADDRESSES: Record<string, (ids: Ids) => string> = {
  "": () => "/",
  "proposals/[proposalId]": ({ proposalId }) => `/proposals/${proposalId}`,
  stores: () => "/stores",
  "stores/[storeId]": ({ storeId }) => `/stores/${storeId}`,
  "stores/[storeId]/memory": ({ storeId }) => `/stores/${storeId}/memory?path=${encodeURIComponent("/facts/cut-off.md")}`,
  "stores/[storeId]/history": ({ storeId }) => `/stores/${storeId}/history`,
  "stores/[storeId]/history/[number]": ({ storeId }) => `/stores/${storeId}/history/2`,
  "stores/[storeId]/compare": ({ storeId }) => `/stores/${storeId}/compare?from=2&to=3`,
  "stores/[storeId]/dreams": ({ storeId }) => `/stores/${storeId}/dreams`,
  "stores/[storeId]/settings": ({ storeId }) => `/stores/${storeId}/settings`,
  "dreams/[dreamId]": ({ dreamId }) => `/dreams/${dreamId}`,
  agents: () => "/agents",
  "agents/[agentId]": ({ agentId }) => `/agents/${agentId}`,
  "agents/[agentId]/upload": ({ agentId }) => `/agents/${agentId}/upload`,
  "agents/[agentId]/connect": ({ agentId }) => `/agents/${agentId}/connect`,
  transcripts: () => "/transcripts",
  "transcripts/[transcriptId]": ({ transcriptId }) => `/transcripts/${transcriptId}`,
  search: () => "/search?q=refund",
  audit: () => "/audit",
  settings: () => "/settings",
  "settings/people": () => "/settings/people",
  "settings/keys": () => "/settings/keys",
  "settings/claude": () => "/settings/claude",
  "settings/keyboard": () => "/settings/keyboard",
  "docs/api": () => "/docs/api",
  "sign-in": () => "/sign-in",
  welcome: () => "/welcome?token=none",
};

test("every page is accessible in light, in dark, in forced colours and at 320 px, where nothing scrolls sideways", async ({
  page,
  api,
  signIn,
  browser,
}) => {
  test.setTimeout(600_000);
  expect(Object.keys(ADDRESSES).sort()).toEqual(PAGES);

  const { id: proposalId, storeId, agentId } = await mixedProposal(api, `pages ${Date.now()}`);
  await importMemory(api, storeId, { "facts/hours.md": "The desk is open from 9:00 to 17:30.\n" });
  const { dream_id: dreamId } = (await (await api.get(`/api/v1/proposals/${proposalId}`)).json()) as { dream_id: string };
  const sent = (await (await api.get(`/api/v1/transcripts?agent_id=${agentId}`)).json()) as { data: { id: string }[] };
  const ids = { storeId, agentId, proposalId, dreamId, transcriptId: sent.data[0]?.id ?? "" };

  await signIn();
  for (const name of PAGES) {
    const address = ADDRESSES[name]?.(ids) ?? "";
    if (OUTSIDE.includes(name)) await outside(browser, page, (other) => look(other, address));
    else await look(page, address);
  }
});

async function outside(browser: Browser, page: Page, see: (other: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: new URL(page.url()).origin });
  await see(await context.newPage());
  await context.close();
}

async function look(page: Page, address: string): Promise<void> {
  await test.step(address, async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(200);
    await hydrated(page, "h1");
    await expect(page.getByRole("heading", { level: 1, name: "Loading" })).toHaveCount(0);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
    await page.setViewportSize({ width: 320, height: 700 });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
}

import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { compareLong } from "@/bench/lib/desk-compare";
import { type Api, apiClient, longMemory, manyChanges } from "@/bench/lib/desk-data";
import { heapMb, measureMoves, noteKeys, openDesk, paintOf, settled, signedIn } from "@/bench/lib/desk-page";
import { scrollQueue } from "@/bench/lib/desk-queue";
import { median, percentile, round, table } from "@/bench/lib/figures";
import { findBrowser } from "@/lib/cli/launcher/browser.mjs";
import { DESK_ROUTE, pageWeight } from "@/lib/cli/launcher/page-weight.mjs";
import { prepareCheckout } from "@/lib/cli/launcher/prepare.mjs";
import { projectRoot as root } from "@/lib/cli/launcher/step.mjs";
import { startTestServer } from "@/lib/cli/launcher/test-server.mjs";

export const title = "Review desk in a browser: next change after a key, a long comparison, heap, 500 changes, LCP and CLS, JavaScript";

const VIEWS = ["prose", "unified", "split", "source", "rendered"];
const MANY = 500;
const EDITS = 100;
const HEAP_MOVES = 200;
const RUNS = 5;
const ARGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"];

type Figure = { what: string; value: string; limit: string };
type Add = (what: string, value: string, limit: string) => void;
const ms = (values: readonly number[]) => values.map((v) => `${round(v, 0)} ms`).join(", ");

/** Starts a server with this benchmark's database; REVEILLE_DIST_DIR names the build (`.next` unless told), made where it is stale. */
export async function run(say: (line: string) => void): Promise<Figure[]> {
  const distDir = process.env.REVEILLE_DIST_DIR || ".next";
  await prepareCheckout({ root, say, distDir });
  process.env.REVEILLE_SAMPLE = "0";
  const executablePath = await findBrowser({ root, given: process.env.CHROMIUM_PATH, say });
  const server = await startTestServer({ root, distDir, say: () => {} });
  const { REVEILLE_TEST_URL: base = "", REVEILLE_TEST_EMAIL = "", REVEILLE_TEST_PASSWORD = "", REVEILLE_TEST_API_KEY = "" } = server.env;
  const browser = await chromium.launch({ executablePath, args: ARGS });
  const figures: Figure[] = [];
  const add: Add = (what, value, limit) => {
    figures.push({ what, value, limit });
    say(`${what}: ${value}`);
  };
  try {
    const api = apiClient(base, REVEILLE_TEST_API_KEY);
    const page = await signedIn(browser, base, REVEILLE_TEST_EMAIL, REVEILLE_TEST_PASSWORD);
    await noteKeys(page);
    const weight = pageWeight(join(root, distDir), DESK_ROUTE).bytes;
    add("JavaScript of the desk before its editor opens", `${round(weight / 1000, 1)} kB`, "250 kB");
    const { proposalId, storeId, transcriptId } = await manyChanges(api, 50);
    await paints(page, add, {
      desk: `/proposals/${proposalId}`,
      inbox: "/",
      history: `/stores/${storeId}/history`,
      transcript: `/transcripts/${transcriptId}`,
    });
    await moves(page, add, proposalId);
    await comparison(page, add, api, storeId);
    await fiveHundred(page, add, api);
    console.log(
      table(
        ["what", "figure", "at most"],
        figures.map((f) => [f.what, f.value, f.limit]),
      ),
    );
    return figures;
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function paints(page: Page, add: Add, routes: Record<string, string>) {
  for (const [name, path] of Object.entries(routes)) {
    const seen = [];
    for (let i = 0; i < RUNS; i++) seen.push(await paintOf(page, path));
    const [lcp, cls] = [median(seen.map((p) => p.lcp_ms)), Math.max(...seen.map((p) => p.cls))];
    add(`${name}: LCP, CLS`, `${round(lcp, 0)} ms, ${round(cls, 3)}`, "2,000 ms, 0.05");
  }
}

async function moves(page: Page, add: Add, proposalId: string) {
  for (const view of VIEWS) {
    await openDesk(page, proposalId, view);
    const times = await measureMoves(page, view, 49, true);
    add(`next change painted after a key, ${view}: p50, p95`, ms([median(times), percentile(times, 0.95)]), "50 ms, 100 ms");
  }
  await openDesk(page, proposalId, "unified");
  const times = await measureMoves(page, "unified", 49, false);
  add("the same with keys that do not wait, unified: p50, p95", ms([median(times), percentile(times, 0.95)]), "");
}

async function comparison(page: Page, add: Add, api: Api, storeId: string) {
  const { from, to } = await longMemory(api, storeId);
  const runs = [];
  for (let i = 0; i < RUNS; i++) runs.push(await compareLong(page, `/stores/${storeId}/compare?from=${from}&to=${to}`));
  add("5,000 lines, 10 % changed: first change painted", ms([median(runs.map((r) => r.first_ms))]), "400 ms");
  const [task, nodes] = [Math.max(...runs.map((r) => r.longest_task_ms)), Math.max(...runs.map((r) => r.nodes))];
  add("5,000 lines, 10 % changed: longest task, nodes", `${round(task, 0)} ms, ${nodes}`, "100 ms, 2,000");
}

async function fiveHundred(page: Page, add: Add, api: Api) {
  const { proposalId } = await manyChanges(api, MANY);
  const seen = [];
  for (let i = 0; i < RUNS; i++) seen.push(await paintOf(page, `/proposals/${proposalId}`));
  const [lcp, keys] = [median(seen.map((p) => p.lcp_ms)), median(seen.map((p) => p.keys_ms ?? Number.NaN))];
  add(`${MANY} changes: LCP, keys are heard`, ms([lcp, keys]), "1,500 ms");
  const { frames, blank } = await scrollQueue(page, MANY);
  add(`${MANY} changes: frames with a blank place while the queue is scrolled to its end`, `${blank} of ${frames}`, "0");
  for (const view of ["prose", "unified"]) {
    await openDesk(page, proposalId, view);
    const times = await measureMoves(page, view, 49, true);
    add(`${MANY} changes: next one painted after a key, ${view}: p50, p95`, ms([median(times), percentile(times, 0.95)]), "50 ms, 100 ms");
  }
  await openDesk(page, proposalId, "unified");
  const before = await heapMb(page);
  const editor = page.getByRole("textbox", { name: /^New text of/ });
  for (let i = 0; i < EDITS; i++) {
    await page.keyboard.press("e");
    await editor.waitFor().catch(async () => {
      const stands = await page.locator("[role=dialog], [role=menu], [role=listbox], article").allInnerTexts();
      throw new Error(`edit ${i} opened no editor; on the page: ${stands.join(" | ").slice(0, 600)}`);
    });
    await page.keyboard.type(` edit ${i}`);
    await page.keyboard.press("Control+Enter");
    await editor.waitFor({ state: "detached" });
  }
  // Every decision has arrived, and its answer is drawn.
  await page.locator('[data-unsaved="0"]').waitFor({ state: "attached" });
  const { counts } = (await api("GET", `/proposals/${proposalId}`)) as { counts: { accepted: number } };
  if (counts.accepted !== EDITS) throw new Error(`${counts.accepted} changes are edited instead of ${EDITS}`);
  for (let i = 0; i < HEAP_MOVES; i++) await page.keyboard.press(Math.floor(i / 40) % 2 === 0 ? "k" : "j");
  await settled(page);
  add(`heap after ${EDITS} edits and ${HEAP_MOVES} moves in ${MANY} changes`, `+${round((await heapMb(page)) - before, 1)} MB`, "+30 MB");
}

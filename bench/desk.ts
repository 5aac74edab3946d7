import { join } from "node:path";
import { chromium } from "@playwright/test";
import { apiClient, fiftyChanges, longMemory } from "@/bench/lib/desk-data";
import { compareLong, heapMb, measureMoves, openDesk, paintOf, signedIn } from "@/bench/lib/desk-page";
import { median, percentile, round, table } from "@/bench/lib/figures";
import { findBrowser } from "@/lib/cli/launcher/browser.mjs";
import { DESK_ROUTE, pageWeight } from "@/lib/cli/launcher/page-weight.mjs";
import { prepareCheckout } from "@/lib/cli/launcher/prepare.mjs";
import { projectRoot as root } from "@/lib/cli/launcher/step.mjs";
import { startTestServer } from "@/lib/cli/launcher/test-server.mjs";

export const title = "Review desk in a browser: next change after a key, a long comparison, heap, LCP and CLS, JavaScript";

const MOVES = 49;
const EDITS = 45;
const HEAP_MOVES = 200;
const RUNS = 5;
const ARGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"];

type Figure = { what: string; value: string; limit: string };

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
  const add = (what: string, value: string, limit: string) => {
    figures.push({ what, value, limit });
    say(`${what}: ${value}`);
  };
  try {
    const api = apiClient(base, REVEILLE_TEST_API_KEY);
    const { proposalId, storeId, transcriptId } = await fiftyChanges(api);
    const page = await signedIn(browser, base, REVEILLE_TEST_EMAIL, REVEILLE_TEST_PASSWORD);
    add(
      "JavaScript of the desk before its editor opens",
      `${round(pageWeight(join(root, distDir), DESK_ROUTE).bytes / 1000, 1)} kB`,
      "250 kB",
    );

    const routes = {
      desk: `/proposals/${proposalId}`,
      inbox: "/",
      history: `/stores/${storeId}/history`,
      transcript: `/transcripts/${transcriptId}`,
    };
    for (const [name, path] of Object.entries(routes)) {
      const paints = [];
      for (let i = 0; i < RUNS; i++) paints.push(await paintOf(page, path));
      const [lcp, cls] = [median(paints.map((p) => p.lcp_ms)), Math.max(...paints.map((p) => p.cls))];
      add(`${name}: LCP, CLS`, `${round(lcp, 0)} ms, ${round(cls, 3)}`, "2,000 ms, 0.05");
    }

    for (const view of ["prose", "unified"]) {
      await openDesk(page, proposalId, view);
      if (view === "unified") await page.locator("article table tbody tr").first().waitFor();
      const times = await measureMoves(page, "j", MOVES, view === "unified");
      add(
        `next change painted after a key, ${view}: p50, p95`,
        `${round(median(times), 0)} ms, ${round(percentile(times, 0.95), 0)} ms`,
        "50 ms, 100 ms",
      );
    }

    const { from, to } = await longMemory(api, storeId);
    await compareLong(page, `/stores/${storeId}/compare?from=${from}&to=${to}`);
    const compared = await compareLong(page, `/stores/${storeId}/compare?from=${from}&to=${to}`);
    add("5,000 lines, 10 % changed: first change", `${round(compared.first_ms, 0)} ms`, "400 ms");
    add("5,000 lines, 10 % changed: longest task, nodes", `${round(compared.longest_task_ms, 0)} ms, ${compared.nodes}`, "100 ms, 2,000");

    await openDesk(page, proposalId, "unified");
    const before = await heapMb(page);
    for (let i = 0; i < EDITS; i++) {
      await page.keyboard.press("e");
      await page.getByRole("textbox", { name: /^New text of/ }).waitFor();
      await page.keyboard.type(` edit ${i}`);
      await page.keyboard.press("Control+Enter");
      await page.getByRole("textbox", { name: /^New text of/ }).waitFor({ state: "detached" });
    }
    for (let i = 0; i < HEAP_MOVES; i++) await page.keyboard.press(Math.floor(i / 40) % 2 === 0 ? "k" : "j");
    await page.waitForTimeout(1_000);
    add(`heap after ${EDITS} edits and ${HEAP_MOVES} moves`, `+${round((await heapMb(page)) - before, 1)} MB`, "+30 MB");
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

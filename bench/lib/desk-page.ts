import type { Browser, Page } from "@playwright/test";

/** A signed-in page of the size that the desk is judged at. */
export async function signedIn(browser: Browser, base: string, email: string, password: string): Promise<Page> {
  const page = await browser.newPage({ baseURL: base, viewport: { width: 1440, height: 900 } });
  // Functions that are sent into the page come out of a compiler that names them with a helper of its own.
  await page.addInitScript("globalThis.__name = (f) => f");
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return page;
}

/** What the page has fetched, laid out and set in type has settled: its fonts are there, and it was idle twice with nothing fetched between. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const idle = () => new Promise((done) => requestIdleCallback(done));
    const fetched = () => performance.getEntriesByType("resource").length;
    for (let before = -1; before !== fetched(); await idle()) {
      before = fetched();
      await idle();
    }
  });
}

/** Opens a proposal; resolves once its keys are heard and it has settled. */
export async function openDesk(page: Page, proposalId: string, view: string): Promise<void> {
  await page.goto(`/proposals/${proposalId}?view=${view}`);
  await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
  await page
    .locator(DRAWN[view] ?? "article")
    .first()
    .waitFor();
  await settled(page);
}

/** What stands on the desk when a change is drawn in a view: the words that stand in until then are not the view that was asked for. */
const DRAWN: Record<string, string> = {
  prose: "article .reading",
  unified: "article table tbody tr",
  split: "article table tbody tr",
  source: "article code",
  rendered: "article .rendered",
};

/**
 * Milliseconds from a key's own time to the frame after which the next change stands in its view, by a listener in the page. `rested`: each key waits
 * until the page is idle, as for somebody who reads; else each comes as soon as the last one is answered.
 */
export async function measureMoves(page: Page, view: string, moves: number, rested: boolean): Promise<number[]> {
  await page.evaluate((drawn) => {
    const times: number[] = [];
    Object.assign(window, { benchTimes: times });
    window.addEventListener(
      "keydown",
      (event) => {
        const before = document.querySelector("#change-title")?.textContent;
        const look = () => {
          const title = document.querySelector("#change-title")?.textContent;
          const shown = [...document.querySelectorAll(drawn)].some((e) => !e.closest(".invisible, .hidden"));
          if (title === before || !shown) return requestAnimationFrame(look);
          // The message comes after the frame that this is in has been painted.
          const painted = new MessageChannel();
          painted.port1.onmessage = () => times.push(performance.now() - event.timeStamp);
          painted.port2.postMessage(undefined);
        };
        requestAnimationFrame(look);
      },
      { capture: true },
    );
  }, DRAWN[view] ?? "article");
  for (let i = 0; i < moves; i++) {
    await page.keyboard.press("j");
    await page.waitForFunction((n) => (window as unknown as { benchTimes: number[] }).benchTimes.length >= n, i + 1);
    if (rested) await settled(page);
  }
  return page.evaluate(() => (window as unknown as { benchTimes: number[] }).benchTimes);
}

/** Megabytes of JavaScript objects in use, garbage collected first. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
}

export type Paint = { lcp_ms: number; cls: number; keys_ms: number | null };

/** Notes when keys are first heard; before the page that is measured is opened. */
export async function noteKeys(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const look = new MutationObserver(() => {
      if (document.documentElement?.dataset.reviewKeys !== "on") return;
      performance.mark("review-keys");
      look.disconnect();
    });
    look.observe(document, { attributes: true, childList: true, subtree: true, attributeFilter: ["data-review-keys"] });
  });
}

/** Largest contentful paint and layout shift of a page that is opened anew, once it has settled; on the desk, when it first hears a key. */
export async function paintOf(page: Page, path: string): Promise<Paint> {
  await page.goto("about:blank");
  await page.goto(path, { waitUntil: "load" });
  if (path.startsWith("/proposals/")) await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
  await settled(page);
  return page.evaluate(() => {
    // What was kept for a new observer is handed over in a task of its own, before the page is idle again; of some there is nothing.
    const seen = (type: string) =>
      new Promise<PerformanceEntry[]>((done) => {
        const entries: PerformanceEntry[] = [];
        new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({ type, buffered: true });
        requestIdleCallback(() => requestIdleCallback(() => done(entries)));
      });
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
    return Promise.all([seen("largest-contentful-paint"), seen("layout-shift")]).then(([paints, shifts]) => ({
      lcp_ms: paints.at(-1)?.startTime ?? Number.NaN,
      cls: (shifts as Shift[]).filter((s) => !s.hadRecentInput).reduce((sum, s) => sum + s.value, 0),
      keys_ms: performance.getEntriesByName("review-keys")[0]?.startTime ?? null,
    }));
  });
}

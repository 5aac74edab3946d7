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

export async function openDesk(page: Page, proposalId: string, view: string): Promise<void> {
  await page.goto(`/proposals/${proposalId}?view=${view}`);
  await page.locator("html[data-review-keys=on]").waitFor({ state: "attached" });
}

/**
 * Milliseconds from a key's own time to the frame after which the next change stands, by a listener in the page. In the line views the lines count: the
 * prose that stands in for them is not the view that was asked for.
 */
export async function measureMoves(page: Page, key: string, moves: number, lined: boolean): Promise<number[]> {
  await page.evaluate((wantsLines) => {
    const times: number[] = [];
    Object.assign(window, { benchTimes: times });
    window.addEventListener(
      "keydown",
      (event) => {
        const before = document.querySelector("#change-title")?.textContent;
        const look = () => {
          const title = document.querySelector("#change-title")?.textContent;
          const lines = document.querySelector("article table tbody tr")?.closest(".invisible") === null;
          if (title === before || (wantsLines && !(document.querySelector("article table tbody tr") && lines)))
            return requestAnimationFrame(look);
          // The message comes after the frame that these rows are in has been painted.
          const painted = new MessageChannel();
          painted.port1.onmessage = () => times.push(performance.now() - event.timeStamp);
          painted.port2.postMessage(undefined);
        };
        requestAnimationFrame(look);
      },
      { capture: true },
    );
  }, lined);
  for (let i = 0; i < moves; i++) {
    await page.keyboard.press(key);
    await page.waitForFunction((n) => (window as unknown as { benchTimes: number[] }).benchTimes.length >= n, i + 1);
    await page.waitForTimeout(60);
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

export type Paint = { lcp_ms: number; cls: number };

/** Largest contentful paint and layout shift of a page that is opened anew, two seconds after it loaded. */
export async function paintOf(page: Page, path: string): Promise<Paint> {
  await page.goto("about:blank");
  await page.goto(path, { waitUntil: "load" });
  await page.waitForTimeout(2_000);
  return page.evaluate(async () => {
    const entries = (type: string) =>
      new Promise<PerformanceEntry[]>((done) => {
        const seen: PerformanceEntry[] = [];
        new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ type, buffered: true });
        setTimeout(() => done(seen), 100);
      });
    const lcp = (await entries("largest-contentful-paint")).at(-1)?.startTime ?? Number.NaN;
    const shifts = (await entries("layout-shift")) as (PerformanceEntry & { value: number; hadRecentInput: boolean })[];
    return { lcp_ms: lcp, cls: shifts.filter((s) => !s.hadRecentInput).reduce((sum, s) => sum + s.value, 0) };
  });
}

export type Comparison = { first_ms: number; longest_task_ms: number; nodes: number };

/** Opens the difference of two long texts: until the first changed line stands, the longest task meanwhile, the page's nodes after it. */
export async function compareLong(page: Page, path: string): Promise<Comparison> {
  await page.goto(path);
  const row = page.getByRole("list", { name: "Memories that differ" }).locator("summary", { hasText: "/facts/long.md" });
  await row.waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask" });
    Object.assign(window, { benchTasks: tasks });
    window.addEventListener(
      "click",
      (event) => {
        const look = () => {
          if (!document.querySelector("li table ins, li table del")) return requestAnimationFrame(look);
          Object.assign(window, { benchFirst: performance.now() - event.timeStamp });
        };
        requestAnimationFrame(look);
      },
      { capture: true },
    );
  });
  await row.click();
  await page.waitForFunction(() => "benchFirst" in window);
  await page.waitForTimeout(1_000);
  return page.evaluate(() => {
    const { benchFirst, benchTasks } = window as unknown as { benchFirst: number; benchTasks: number[] };
    return { first_ms: benchFirst, longest_task_ms: Math.max(0, ...benchTasks), nodes: document.querySelectorAll("*").length };
  });
}

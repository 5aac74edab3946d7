import type { Page } from "@playwright/test";

export type Opened = {
  /** Until the whole answer was there. */
  answer_ms: number;
  /** Until the page's own words stood in a painted frame: a skeleton does not count. */
  words_ms: number;
  lcp_ms: number;
  /** Until React had taken over what the words stand in. */
  ready_ms: number;
  /** Of the document as it came over the wire. */
  kb: number;
  nodes: number;
  longest_task_ms: number;
};

type Watched = { benchWords?: number; benchReady?: number; benchTasks?: number[]; benchLcp?: number };

/** Looks at each frame for the element that only the page itself has. Installed before the page's own scripts. */
export async function watchOpening(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched = window as unknown as Watched;
    const selector = sessionStorage.getItem("bench-own");
    watched.benchTasks = [];
    new PerformanceObserver((list) => watched.benchTasks?.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask" });
    new PerformanceObserver((list) => {
      watched.benchLcp = list.getEntries().at(-1)?.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    if (!selector) return;
    const look = () => {
      const own = [...document.querySelectorAll(selector)].find((e) => e.checkVisibility() && e.closest("[hidden]") === null);
      if (own && watched.benchWords === undefined) {
        // The message comes after the frame that these words are in has been painted.
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
          watched.benchWords = performance.now();
        };
        painted.port2.postMessage(undefined);
      }
      if (own && Object.keys(own).some((key) => key.startsWith("__reactFiber"))) watched.benchReady = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Opens an address anew; `own` selects what only the page itself has, not its skeleton. */
export async function openPage(page: Page, path: string, own: string): Promise<Opened> {
  // An address that differs in its fragment alone would not be opened anew.
  await page.goto("/api/health");
  await page.evaluate((selector) => sessionStorage.setItem("bench-own", selector), own);
  await page.goto(path, { waitUntil: "load" });
  await page.waitForFunction(
    () => (window as unknown as Watched).benchReady !== undefined && (window as unknown as Watched).benchWords !== undefined,
  );
  return page.evaluate(async () => {
    // What the page still has to do is done when it is idle.
    await new Promise((idle) => requestIdleCallback(idle));
    const watched = window as unknown as Watched;
    const [answer] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return {
      answer_ms: answer?.responseEnd ?? Number.NaN,
      words_ms: watched.benchWords ?? Number.NaN,
      lcp_ms: watched.benchLcp ?? Number.NaN,
      ready_ms: watched.benchReady ?? Number.NaN,
      kb: (answer?.transferSize ?? 0) / 1_000,
      nodes: document.querySelectorAll("*").length,
      longest_task_ms: Math.max(0, ...(watched.benchTasks ?? [])),
    };
  });
}

export type Scrolled = {
  height_px: number;
  seconds: number;
  frames: number;
  /** Frames in which the middle of the window showed nothing. */
  blank: number;
  longest_task_ms: number;
};

/** Turns the wheel without a pause until the page's end stays the end; `atEnd` says whether it is the end of the list. */
export async function scrollToEnd(page: Page, atEnd: string | null): Promise<Scrolled> {
  await page.mouse.move(720, 450);
  await page.evaluate(() => {
    const watched = window as unknown as Watched & { benchFrames: { frames: number; blank: number; on: boolean } };
    watched.benchTasks = [];
    watched.benchFrames = { frames: 0, blank: 0, on: true };
    const shows = (y: number) => {
      const deepest = document.elementFromPoint(innerWidth / 2, y);
      const row = deepest?.closest("li, tr, header, form, p, h1, h2, nav, section, [data-room]");
      if (!deepest || !row || row.matches("[data-room]")) return false;
      // A row that the browser has skipped so far is there, and empty.
      const inner = row.firstElementChild;
      return !inner || inner.checkVisibility({ contentVisibilityAuto: true });
    };
    const look = () => {
      const counts = watched.benchFrames;
      counts.frames++;
      if (![0.2, 0.35, 0.5, 0.65, 0.8].some((part) => shows(innerHeight * part))) counts.blank++;
      if (counts.on) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const start = performance.now();
  for (let still = 0; still < 3; ) {
    await page.mouse.wheel(0, 2_400);
    const place = await page.evaluate(
      (end) =>
        new Promise<boolean>((next) =>
          requestAnimationFrame(() =>
            next(
              scrollY + innerHeight >= document.documentElement.scrollHeight - 2 && (end === null || document.querySelector(end) !== null),
            ),
          ),
        ),
      atEnd,
    );
    still = place ? still + 1 : 0;
  }
  const seconds = (performance.now() - start) / 1_000;
  return page.evaluate((took) => {
    const watched = window as unknown as Watched & { benchFrames: { frames: number; blank: number; on: boolean } };
    watched.benchFrames.on = false;
    return {
      height_px: document.documentElement.scrollHeight,
      seconds: took,
      frames: watched.benchFrames.frames,
      blank: watched.benchFrames.blank,
      longest_task_ms: Math.max(0, ...(watched.benchTasks ?? [])),
    };
  }, seconds);
}

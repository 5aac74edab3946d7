import type { Page } from "@playwright/test";

export type PaletteTimes = { opened_ms: number; found_ms: number };

/** From the key that opens the palette until its stores stand in it, and from a session's id in its field until that session does. */
export async function measurePalette(page: Page, path: string, externalId: string): Promise<PaletteTimes> {
  await page.goto(path);
  await page.waitForFunction(() => Object.keys(document.querySelector("main") ?? {}).some((key) => key.startsWith("__reactFiber")));
  await watch(page, "keydown", "[cmdk-item][data-value^='sto_']", null);
  await page.keyboard.press("Control+k");
  const opened_ms = await seen(page);
  await watch(page, "input", "[cmdk-item][data-value^='trn_']", externalId);
  await page.locator("[cmdk-input]").fill(externalId);
  const found_ms = await seen(page);
  await page.keyboard.press("Escape");
  return { opened_ms, found_ms };
}

type Watched = { benchSeen?: number };

function watch(page: Page, event: string, selector: string, words: string | null): Promise<void> {
  return page.evaluate(
    (given) => {
      const watched = window as unknown as Watched;
      watched.benchSeen = undefined;
      const begin = (e: globalThis.Event) => {
        const look = () => {
          const there = [...document.querySelectorAll(given.selector)].some(
            (item) => given.words === null || item.textContent?.includes(given.words),
          );
          if (!there) return requestAnimationFrame(look);
          watched.benchSeen = performance.now() - e.timeStamp;
        };
        requestAnimationFrame(look);
      };
      window.addEventListener(given.event, begin, { capture: true, once: true });
    },
    { event, selector, words },
  );
}

async function seen(page: Page): Promise<number> {
  await page.waitForFunction(() => (window as unknown as Watched).benchSeen !== undefined);
  return page.evaluate(() => (window as unknown as Watched).benchSeen ?? Number.NaN);
}

import type { Page } from "@playwright/test";
import { settled } from "@/bench/lib/desk-page";

export type Comparison = { first_ms: number; longest_task_ms: number; nodes: number };

/** Opens the difference of two long texts: until the first changed line stands, the longest task until all is compared, the page's nodes then. */
export async function compareLong(page: Page, path: string): Promise<Comparison> {
  await page.goto("about:blank");
  await page.goto(path);
  const row = page.getByRole("list", { name: "Memories that differ" }).locator("summary", { hasText: "/facts/long.md" });
  await row.waitFor();
  await settled(page);
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask" });
    Object.assign(window, { benchTasks: tasks });
    window.addEventListener(
      "click",
      (event) => {
        const look = () => {
          if (!document.querySelector("li table ins, li table del")) return requestAnimationFrame(look);
          const painted = new MessageChannel();
          painted.port1.onmessage = () => Object.assign(window, { benchFirst: performance.now() - event.timeStamp });
          painted.port2.postMessage(undefined);
        };
        requestAnimationFrame(look);
      },
      { capture: true },
    );
  });
  await row.click();
  await page.waitForFunction(() => "benchFirst" in window);
  // The whole has been compared when its rows can be scrolled.
  await page.waitForFunction(() => [...document.querySelectorAll("li section div")].some((e) => e.scrollHeight > e.clientHeight * 20));
  await settled(page);
  return page.evaluate(() => {
    const { benchFirst, benchTasks } = window as unknown as { benchFirst: number; benchTasks: number[] };
    return { first_ms: benchFirst, longest_task_ms: Math.max(0, ...benchTasks), nodes: document.querySelectorAll("*").length };
  });
}

import type { Page } from "@playwright/test";

export type Scrolled = { frames: number; blank: number };

/** Empty below the last row. */
const END = 20;

/** Scrolls the queue from its top to its end with a wheel: the frames in which any place of its column held no row, of all frames. */
export async function scrollQueue(page: Page, total: number): Promise<Scrolled> {
  const queue = page.getByRole("navigation", { name: "Changes" });
  const box = await queue.locator("xpath=..").boundingBox();
  if (!box) throw new Error("the queue is not on the screen");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate((END) => {
    const column = document.querySelector('nav[aria-label="Changes"]')?.parentElement;
    if (!column) throw new Error("there is no queue");
    const seen = { frames: 0, blank: 0, top: -1 };
    Object.assign(window, { benchScroll: seen });
    const look = () => {
      if (column.scrollTop !== seen.top) {
        seen.top = column.scrollTop;
        seen.frames++;
        const { left, top, width, height } = column.getBoundingClientRect();
        const places = Array.from({ length: 12 }, (_, i) =>
          document.elementFromPoint(left + width / 2, top + 4 + ((height - END - 4) * i) / 11),
        );
        if (places.some((e) => !e?.closest("[data-change], h2, ul[aria-label]"))) seen.blank++;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, END);
  const last = queue.locator(`[aria-posinset="${total}"]`);
  const atEnd = () => last.evaluate((e) => e.getBoundingClientRect().bottom <= innerHeight).catch(() => false);
  while (!(await atEnd())) await page.mouse.wheel(0, 700);
  return page.evaluate(() => (window as unknown as { benchScroll: Scrolled }).benchScroll);
}

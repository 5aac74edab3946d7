import type { Page } from "@playwright/test";
import { mixedProposal, openDesk } from "./desk-helper";
import { expect, hydrated, test } from "./fixtures";

/** What moved by itself since the page was opened, as the browser counts it. */
const shifted = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        let sum = 0;
        type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
        const watch = new PerformanceObserver((list) => {
          for (const shift of list.getEntries() as Shift[]) if (!shift.hadRecentInput) sum += shift.value;
        });
        watch.observe({ type: "layout-shift", buffered: true });
        // What was buffered is told before the frame after the next one.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum))));
      }),
  );

for (const size of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`nothing moves while desk, inbox and history arrive, ${size.width} px wide`, async ({ page, api, signIn }) => {
    const { id, storeId } = await mixedProposal(api, `paint ${size.width} ${Date.now()}`);
    await page.setViewportSize(size);
    await signIn();
    await openDesk(page, id);
    expect(await shifted(page)).toBeLessThanOrEqual(0.05);
    for (const path of ["/", `/stores/${storeId}/history`]) {
      await page.goto(path);
      await hydrated(page);
      expect(await shifted(page)).toBeLessThanOrEqual(0.05);
    }
  });
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeMenu } from "@/components/ui/menu-place";

const VIEW = { width: 1440, height: 900 };
const MENU = { width: 200, height: 120 };
const at = (left: number, top: number) => ({ left, right: left + 32, top, bottom: top + 32 });

describe("a menu", () => {
  it("stands below its trigger, at its start or its end", () => {
    expect(placeMenu(at(400, 100), MENU, VIEW, "bottom", "start")).toMatchObject({ left: 400, top: 138 });
    expect(placeMenu(at(400, 100), MENU, VIEW, "bottom", "end")).toMatchObject({ left: 232, top: 138 });
  });

  it("goes to the other side where only that has the room", () => {
    expect(placeMenu(at(400, 850), MENU, VIEW, "bottom", "start").top).toBe(850 - 6 - 120);
    expect(placeMenu(at(400, 10), MENU, VIEW, "top", "start").top).toBe(48);
  });

  it("is never past an edge of the window that it fits into, nor over its trigger", () => {
    const trigger = fc.record({ left: fc.integer({ min: 0, max: 1400 }), top: fc.integer({ min: 0, max: 860 }) });
    const size = fc.record({ width: fc.integer({ min: 40, max: 320 }), height: fc.integer({ min: 20, max: 3000 }) });
    fc.assert(
      fc.property(
        trigger,
        size,
        fc.constantFrom("top" as const, "bottom" as const),
        fc.constantFrom("start" as const, "end" as const),
        (t, menu, side, align) => {
          const box = at(t.left, t.top);
          const { left, top, maxHeight } = placeMenu(box, menu, VIEW, side, align);
          const height = Math.min(menu.height, maxHeight);
          expect(left).toBeGreaterThanOrEqual(8);
          expect(left + menu.width).toBeLessThanOrEqual(VIEW.width - 8);
          expect(top).toBeGreaterThanOrEqual(8);
          expect(top + height).toBeLessThanOrEqual(VIEW.height - 8);
          expect(top >= box.bottom || top + height <= box.top).toBe(true);
        },
      ),
    );
  });
});

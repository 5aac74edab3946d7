export type MenuSide = "bottom" | "top";
export type MenuAlign = "start" | "end";
export type Box = { left: number; right: number; top: number; bottom: number };
export type Size = { width: number; height: number };

/** Between the trigger and its menu, and between a menu and the edge of the window. */
const GAP = 6;
const EDGE = 8;

/**
 * Where a menu goes, in pixels of the window: at the side that was asked for, at the other one where only that has the room, never past an edge.
 * `maxHeight` is what the side has; a longer menu scrolls.
 */
export function placeMenu(trigger: Box, menu: Size, view: Size, side: MenuSide, align: MenuAlign) {
  const room = { top: trigger.top - GAP - EDGE, bottom: view.height - trigger.bottom - GAP - EDGE };
  const other = side === "top" ? "bottom" : "top";
  const at = menu.height > room[side] && room[other] > room[side] ? other : side;
  const maxHeight = Math.max(0, room[at]);
  const height = Math.min(menu.height, maxHeight);
  const wanted = align === "start" ? trigger.left : trigger.right - menu.width;
  return {
    left: Math.max(EDGE, Math.min(wanted, view.width - EDGE - menu.width)),
    top: at === "bottom" ? trigger.bottom + GAP : trigger.top - GAP - height,
    maxHeight,
  };
}

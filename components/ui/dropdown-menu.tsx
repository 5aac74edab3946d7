"use client";

import { Slot } from "radix-ui";
import { createContext, type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useId, useRef, useState } from "react";
import { MenuPanel, type MenuStart } from "@/components/ui/menu-panel";
import type { MenuAlign, MenuSide } from "@/components/ui/menu-place";

/** Closes the menu that an item is in and gives the focus back to its trigger. */
export const CloseMenu = createContext<() => void>(() => {});

/**
 * A menu under its trigger (one element that takes a ref, for example a Button). Ours instead of a library's: every page has one in its frame, and
 * the library's weighs as much as all of the desk's own code.
 */
export function DropdownMenu({
  trigger,
  children,
  align = "start",
  side = "bottom",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: MenuAlign;
  side?: MenuSide;
}) {
  const [start, setStart] = useState<MenuStart>();
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const open = start !== undefined;

  const close = useCallback((focusTrigger: boolean) => {
    // Before what an item does: that may move the focus on.
    if (focusTrigger) anchor.current?.focus({ preventScroll: true });
    setStart(undefined);
  }, []);
  const closeByItem = useCallback(() => close(true), [close]);

  return (
    <>
      <Slot.Root
        ref={anchor}
        id={`${id}trigger`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? `${id}menu` : undefined}
        data-state={open ? "open" : "closed"}
        // A click that no pointer made is a key's or a screen reader's.
        onClick={(event: MouseEvent) => (open ? close(true) : setStart(event.detail === 0 ? "first" : "menu"))}
        onKeyDown={(event: KeyboardEvent) => {
          if (open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
          event.preventDefault();
          setStart(event.key === "ArrowDown" ? "first" : "last");
        }}
      >
        {trigger}
      </Slot.Root>
      {open ? (
        <CloseMenu value={closeByItem}>
          <MenuPanel id={`${id}menu`} labelledBy={`${id}trigger`} anchor={anchor} start={start} side={side} align={align} onClose={close}>
            {children}
          </MenuPanel>
        </CloseMenu>
      ) : null}
    </>
  );
}

"use client";

import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
} from "react";
import { itemOfKey, itemOfLetters } from "@/components/ui/menu-keys";
import { type MenuAlign, type MenuSide, placeMenu } from "@/components/ui/menu-place";

/** What has the focus first: an item for who came by a key, the menu itself for a pointer. */
export type MenuStart = "first" | "last" | "menu";

const LETTERS_MS = 1_000;
const ITEM = "[role^=menuitem]:not(:disabled)";

type MenuPanelProps = {
  id: string;
  labelledBy: string;
  anchor: RefObject<HTMLElement | null>;
  start: MenuStart;
  side: MenuSide;
  align: MenuAlign;
  onClose: (focusTrigger: boolean) => void;
  children: ReactNode;
};

/** The open menu. It stays beside its trigger in the document, within the same landmark or dialog, and is drawn above everything. */
export function MenuPanel({ id, labelledBy, anchor, start, side, align, onClose, children }: MenuPanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const letters = useRef({ typed: "", at: 0 });
  const items = () => [...(panel.current?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
  const focus = (item: HTMLElement | undefined | null) => (item ?? panel.current)?.focus({ preventScroll: item === undefined });

  const place = useEffectEvent(() => {
    const [menu, trigger] = [panel.current, anchor.current?.getBoundingClientRect()];
    if (!menu || !trigger) return;
    menu.style.maxHeight = "none";
    const view = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const at = placeMenu(trigger, { width: menu.offsetWidth, height: menu.offsetHeight }, view, side, align);
    Object.assign(menu.style, { left: `${at.left}px`, top: `${at.top}px`, maxHeight: `${at.maxHeight}px` });
  });
  const begin = useEffectEvent(() => focus(start === "menu" ? undefined : items().at(start === "first" ? 0 : -1)));
  useLayoutEffect(() => {
    panel.current?.showPopover();
    place();
    begin();
    const again = (event: globalThis.Event) => event.target !== panel.current && place();
    window.addEventListener("resize", again);
    document.addEventListener("scroll", again, true);
    return () => {
      window.removeEventListener("resize", again);
      document.removeEventListener("scroll", again, true);
    };
  }, []);

  const onEscape = useEffectEvent((event: globalThis.KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // A dialog around the menu stays open, and what Escape means to the page is not meant.
    event.preventDefault();
    event.stopPropagation();
    onClose(true);
  });
  const onOutside = useEffectEvent((event: globalThis.Event) => {
    const on = event.target as Node;
    if (!panel.current?.contains(on) && !anchor.current?.contains(on)) onClose(false);
  });
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => onEscape(event);
    const outside = (event: globalThis.Event) => onOutside(event);
    window.addEventListener("keydown", onKey, true);
    document.addEventListener("pointerdown", outside, true);
    return () => {
      window.removeEventListener("keydown", onKey, true);
      document.removeEventListener("pointerdown", outside, true);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    // The trigger's own keys do not hear these, nor do the page's.
    event.stopPropagation();
    // Without stopping it: the focus goes on from the trigger.
    if (event.key === "Tab") return onClose(true);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to =
      itemOfKey(event.key, at, all.length) ?? (event.key.length === 1 && event.key !== " " ? byLetter(event.key, all, at) : undefined);
    if (event.key === " " && document.activeElement instanceof HTMLAnchorElement) {
      event.preventDefault();
      document.activeElement.click();
    }
    if (to === undefined) return;
    event.preventDefault();
    focus(all[to]);
  };
  const byLetter = (letter: string, all: HTMLElement[], at: number) => {
    const now = performance.now();
    const typed = now - letters.current.at < LETTERS_MS ? letters.current.typed + letter : letter;
    letters.current = { typed, at: now };
    return itemOfLetters(
      all.map((item) => item.textContent ?? ""),
      at,
      typed,
    );
  };

  const onBlur = (event: FocusEvent) => {
    const to = event.relatedTarget;
    // A press on the trigger gives it the focus and closes the menu by its click.
    if (to && !panel.current?.contains(to) && !anchor.current?.contains(to)) onClose(false);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerType !== "mouse") return;
    const under = (event.target as Element).closest<HTMLElement>(ITEM);
    if (document.activeElement !== (under ?? panel.current)) (under ?? panel.current)?.focus({ preventScroll: true });
  };

  return (
    <div
      ref={panel}
      id={id}
      popover="manual"
      role="menu"
      aria-labelledby={labelledBy}
      aria-orientation="vertical"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onPointerMove={onPointerMove}
      onPointerLeave={(event) => event.pointerType === "mouse" && panel.current?.focus({ preventScroll: true })}
      onBlur={onBlur}
      className="appear fixed inset-auto min-w-48 max-w-80 overflow-y-auto rounded bg-surface p-1 text-14 whitespace-normal text-ink shadow-float outline-none forced-colors:border"
    >
      {children}
    </div>
  );
}

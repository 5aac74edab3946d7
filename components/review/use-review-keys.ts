"use client";

import { useEffect, useEffectEvent } from "react";
import { flushSync } from "react-dom";
import { useChosenKeys, useSingleKeys } from "@/components/review/key-choice";
import { chordOf, commandOfChord, type ReviewAction } from "@/lib/domain/keys";

/**
 * Calls `act` for the keys of the table that are `heard` now, except while somebody types or a menu or dialog is open. A chord with Ctrl is no text
 * anywhere.
 */
export function useReviewKeys(act: (action: ReviewAction) => void, heard: (action: ReviewAction) => boolean) {
  const chosen = useChosenKeys();
  const singles = useSingleKeys();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordOf(event);
    const action = chord && commandOfChord(chord, chosen, singles);
    if (!chord || !action || action === "palette" || isOverlayOpen()) return;
    if (!heard(action) || (isTyping(event.target) && !chord.startsWith("mod+"))) return;
    if (/arrow(up|down)$/.test(chord) && scrolls(event.target)) return;
    event.preventDefault();
    // A key that is held goes through the queue; it decides nothing that was not on the screen when it was pressed.
    if (event.repeat && !HELD.includes(action)) return;
    act(action);
  });
  useEffect(() => {
    // Drawn before the next key is heard: of two keys in one frame the second would else still speak of the change that the first has left.
    const listen = (event: KeyboardEvent) => flushSync(() => onKey(event));
    window.addEventListener("keydown", listen);
    // Says from outside that a key is heard now: what is on the screen before that was drawn by the server.
    document.documentElement.dataset.reviewKeys = "on";
    return () => {
      window.removeEventListener("keydown", listen);
      delete document.documentElement.dataset.reviewKeys;
    };
  }, []);
}

const HELD: readonly ReviewAction[] = ["next", "previous", "next-quote", "previous-quote"];

/** Whether what is typed at `target` is text, not keys of ours. */
export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input,textarea,select,[contenteditable=true]") !== null;
/** Whether an arrow would move through a text: the one that has the focus is longer than its place, or the page as a whole is longer than the window. */
function scrolls(target: EventTarget | null): boolean {
  const longer = (e: Element) => e.scrollHeight > e.clientHeight + 1;
  if (document.scrollingElement && longer(document.scrollingElement)) return true;
  return target instanceof HTMLElement && target !== document.body && longer(target) && getComputedStyle(target).overflowY !== "visible";
}
const isOverlayOpen = () => document.querySelector("[role=dialog],[role=alertdialog],[role=menu],[role=listbox]") !== null;

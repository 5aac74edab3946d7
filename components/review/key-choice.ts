"use client";

import { useSyncExternalStore } from "react";
import { type ChosenKeys, type CommandId, keysOf, readChosenKeys, shownKey } from "@/components/review/keys";

const KEYS = "reveille.keys";
const SINGLES = "reveille.single-keys";
const NONE: ChosenKeys = {};
const listeners = new Set<() => void>();

// A person chooses keys for the keyboard in front of them: the choice stays in this browser.
let read: { raw: string | null; keys: ChosenKeys } = { raw: null, keys: NONE };

function chosenNow(): ChosenKeys {
  const raw = localStorage.getItem(KEYS);
  if (raw !== read.raw) read = { raw, keys: parsed(raw) };
  return read.keys;
}

function parsed(raw: string | null): ChosenKeys {
  try {
    return raw ? readChosenKeys(JSON.parse(raw)) : NONE;
  } catch {
    return NONE;
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  // Another tab may change them.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function keep(name: string, value: string | null) {
  if (value === null) localStorage.removeItem(name);
  else localStorage.setItem(name, value);
  for (const l of listeners) l();
}

/** The keys that this person chose, and how to choose: `choose(id, undefined)` goes back to the table's. */
export function useChosenKeys() {
  const chosen = useSyncExternalStore(subscribe, chosenNow, () => NONE);
  const choose = (id: CommandId, keys: readonly string[] | undefined) => {
    const { [id]: _, ...others } = chosenNow();
    const next = keys ? { ...others, [id]: keys } : others;
    keep(KEYS, Object.keys(next).length === 0 ? null : JSON.stringify(next));
  };
  return { chosen, choose, reset: () => keep(KEYS, null) };
}

/** Whether single letters act. A person can turn them off (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(SINGLES) !== "off",
    () => true,
  );
  return [on, (next) => keep(SINGLES, next ? null : "off")];
}

/** The first key of a command as it is printed on its button; undefined where the key does nothing now. */
export function useKeyHint(): (id: CommandId) => string | undefined {
  const { chosen } = useChosenKeys();
  const [singles] = useSingleKeys();
  return (id) => {
    const key = keysOf(id, chosen).find((k) => singles || k.startsWith("mod+"));
    return key && shownKey(key);
  };
}

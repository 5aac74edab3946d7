"use client";

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { type ChosenKeys, type CommandId, type KeyChange, type KeyPreference, keysOf, shownKey, withKeyChange } from "@/lib/domain/keys";

type Outcome = { ok: true; value: KeyPreference } | { ok: false; message: string };
/** How a person's choice is kept and read: at the server, so that every browser of theirs has it. */
export type KeyStore = { change: (change: KeyChange) => Promise<Outcome>; read: () => Promise<Outcome> };

type Keys = KeyPreference & {
  /** Answers why it cannot be, undefined when it was taken. */
  change: (change: KeyChange) => Promise<string | undefined>;
};

const CAME_WITH_IT: KeyPreference = { chosen: {}, singles: true };
const Context = createContext<Keys>({ ...CAME_WITH_IT, change: async () => undefined });

/** A person's keys, for the hints and handlers below it. They are there in the first paint. */
export function KeyChoiceProvider({ initial, store, children }: { initial: KeyPreference; store: KeyStore; children: ReactNode }) {
  const [keys, setKeys] = useState(initial);

  // Another browser of the same person may have chosen other keys while this one was in the background.
  useEffect(() => {
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const read = await store.read().catch(() => undefined);
      if (read?.ok) setKeys((was) => (JSON.stringify(was) === JSON.stringify(read.value) ? was : read.value));
    };
    const listen = () => void look();
    document.addEventListener("visibilitychange", listen);
    return () => document.removeEventListener("visibilitychange", listen);
  }, [store]);

  const change = useCallback(
    async (change: KeyChange) => {
      const next = withKeyChange(keys, change);
      if (typeof next === "string") return next;
      setKeys(next);
      const answer = await store.change(change).catch(() => ({ ok: false as const, message: "The server cannot be reached." }));
      setKeys(answer.ok ? answer.value : keys);
      return answer.ok ? undefined : answer.message;
    },
    [keys, store],
  );
  const value = useMemo(() => ({ ...keys, change }), [keys, change]);
  return <Context value={value}>{children}</Context>;
}

/** The keys that this person chose. */
export const useChosenKeys = (): ChosenKeys => use(Context).chosen;

/** Whether single letters act. A person can turn them off (WCAG 2.1.4). */
export const useSingleKeys = (): boolean => use(Context).singles;

export const useChangeKeys = () => use(Context).change;

/** The first key of a command as it is printed on its button; undefined where the key does nothing now. */
export function useKeyHint(): (id: CommandId) => string | undefined {
  const { chosen, singles } = use(Context);
  return (id) => {
    const key = keysOf(id, chosen).find((k) => singles || k.startsWith("mod+"));
    return key && shownKey(key);
  };
}

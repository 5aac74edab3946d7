"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, use, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useChosenKeys } from "@/components/review/key-choice";
import { patiently } from "@/components/ui/patiently";
import { type CommandId, chordOf, keysOf } from "@/lib/domain/keys";

/** What the page that is open can do, as an entry of the palette. */
export type PaletteAction = { command: CommandId; run: () => void };

type Palette = { open: () => void; offer: (actions: () => readonly PaletteAction[]) => () => void };

const Context = createContext<Palette>({ open: () => {}, offer: () => () => {} });

// It is loaded when it is first asked for: no page pays for it before.
const CommandPalette = dynamic(() => patiently(() => import("@/components/palette/command-palette").then((m) => m.CommandPalette)), {
  ssr: false,
});

export const usePalette = () => use(Context);

/** Offers a page's commands in the palette for as long as the page is there. */
export function usePaletteActions(actions: readonly PaletteAction[]) {
  const { offer } = use(Context);
  const now = useEffectEvent(() => actions);
  useEffect(() => offer(() => now()), [offer]);
}

/** The palette of every signed-in page, and the key that opens it. */
export function PaletteProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const [actions, setActions] = useState<readonly PaletteAction[]>([]);
  const offers = useRef(new Set<() => readonly PaletteAction[]>());
  const chosen = useChosenKeys();

  const change = useCallback((next: boolean) => {
    if (next) {
      setAsked(true);
      setActions([...offers.current].flatMap((offer) => offer()));
    }
    setOpen(next);
  }, []);
  const palette = useMemo<Palette>(
    () => ({
      open: () => change(true),
      offer: (of) => {
        offers.current.add(of);
        return () => void offers.current.delete(of);
      },
    }),
    [change],
  );

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const chord = chordOf(event);
    if (event.defaultPrevented || !chord || !keysOf("palette", chosen).includes(chord)) return;
    if (!open && document.querySelector("[role=dialog],[role=alertdialog]")) return;
    event.preventDefault();
    change(!open);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  return (
    <Context value={palette}>
      {children}
      {asked ? <CommandPalette open={open} onOpenChange={change} actions={actions} /> : null}
    </Context>
  );
}

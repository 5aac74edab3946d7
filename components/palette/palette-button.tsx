"use client";

import { Command } from "lucide-react";
import { usePalette } from "@/components/palette/palette-provider";
import { useKeyHint } from "@/components/review/key-choice";
import { IconButton } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

const WORDS = "Go to…";

/** Opens the palette from the rail; `labelled` says how its words show there. */
export function PaletteButton({ labelled }: { labelled: string }) {
  const { open } = usePalette();
  const hint = useKeyHint()("palette");
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={open}
      className="flex h-9 w-full items-center gap-3 rounded px-[11px] text-13 whitespace-nowrap text-muted hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2"
    >
      <Command size={18} strokeWidth={1.7} aria-hidden className="shrink-0" />
      <span className={labelled}>{WORDS}</span>
      {hint ? (
        <span className={`ml-auto ${labelled}`}>
          <Kbd>{hint}</Kbd>
        </span>
      ) : null}
    </button>
  );
}

export function PaletteIconButton({ className }: { className?: string }) {
  const { open } = usePalette();
  return <IconButton label={WORDS} aria-haspopup="dialog" icon={<Command size={20} aria-hidden />} onClick={open} className={className} />;
}

"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useAnnounce } from "@/components/shell/live-region";
import { Button } from "@/components/ui/button";

/** Copies `text`; says so in place. Where the clipboard is refused (no secure context) it selects nothing and says that. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [state, setState] = useState<"idle" | "done" | "refused">("idle");
  const announce = useAnnounce();
  const copy = async () => {
    const ok = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setState(ok ? "done" : "refused");
    announce(ok ? "Copied." : "The browser refused to copy. Select the text instead.");
    setTimeout(() => setState("idle"), 2_000);
  };
  return (
    <Button
      size="sm"
      variant="quiet"
      onClick={copy}
      icon={state === "done" ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
    >
      {state === "done" ? "Copied" : state === "refused" ? "Select it instead" : label}
    </Button>
  );
}

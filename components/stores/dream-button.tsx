"use client";

import { useState } from "react";
import { ClaudeDreamDialog } from "@/components/stores/claude-dream-dialog";
import { useStartDream } from "@/components/stores/use-start-dream";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import type { ClaudeSettings } from "@/lib/domain/claude";
import { MAX_DREAM_TRANSCRIPTS } from "@/lib/domain/dream";

type Props = {
  storeId: string;
  unread: number;
  /** The store's settings where it dreams with Claude: then what it would cost is shown first. */
  claude?: ClaudeSettings | undefined;
};

/** Starts a dream over the unread sessions and goes to it; to the one that runs already where somebody was faster. */
export function DreamButton({ storeId, unread, claude }: Props) {
  const [asking, setAsking] = useState(false);
  const { pending, dream } = useStartDream(storeId);
  const over = Math.min(unread, MAX_DREAM_TRANSCRIPTS);
  const words =
    over < unread ? `Dream over the oldest ${over} of ${unread.toLocaleString("en")}` : `Dream over ${count(over, "new session")}`;
  return (
    <>
      <Button variant="primary" pending={pending} onClick={claude ? () => setAsking(true) : () => dream({})}>
        {words}
      </Button>
      {claude && asking ? <ClaudeDreamDialog title={words} storeId={storeId} settings={claude} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

"use client";

import { useState } from "react";
import { isBehind } from "@/components/review/rebase-banner";
import { useAnnounce } from "@/components/shell/live-region";
import type { ActionOutcome, Proposal, RebaseResult } from "@/lib/domain/views";

/** Brings the proposal up to date, once at a time, and keeps the sentence that says what became of it. */
export function useRebase(
  proposal: Proposal,
  rebase: () => Promise<ActionOutcome<RebaseResult>>,
  onDone: (proposal: Proposal) => void,
  mayDecide: boolean,
) {
  const [pending, setPending] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; text: string }>();
  const announce = useAnnounce();

  const run = async () => {
    if (pending || !mayDecide || !isBehind(proposal)) return;
    setPending(true);
    const outcome = await rebase().catch(
      (): ActionOutcome<RebaseResult> => ({ ok: false, message: "The server could not be reached. Nothing was changed; try it again." }),
    );
    setPending(false);
    const text = outcome.ok ? outcome.value.said : outcome.message;
    setSaid({ ok: outcome.ok, text });
    announce(text);
    if (outcome.ok) onDone(outcome.value.proposal);
  };

  return { pending, said, run: () => void run(), dismiss: () => setSaid(undefined) };
}

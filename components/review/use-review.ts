"use client";

import { useCallback, useRef, useState } from "react";
import { withDecisions } from "@/components/review/optimistic";
import type { ActionOutcome, DecisionInput, Proposal } from "@/lib/domain/views";

export type Decide = (decisions: DecisionInput[]) => Promise<ActionOutcome<Proposal>>;

/**
 * The proposal with decisions shown at once and sent one after the other. What the server refuses is taken back and told in `problem`;
 * the later ones still go.
 */
export function useReview(initial: Proposal, decide: Decide) {
  const [saved, setSaved] = useState(initial);
  const [pending, setPending] = useState<DecisionInput[]>([]);
  const [problem, setProblem] = useState<{ message: string; changeId: string }>();
  const chain = useRef(Promise.resolve());

  const send = useCallback(
    (input: DecisionInput) => {
      setPending((all) => [...all, input]);
      setProblem(undefined);
      chain.current = chain.current.then(async () => {
        const outcome = await decide([input]).catch(
          (): ActionOutcome<Proposal> => ({ ok: false, message: "The decision did not reach the server. It was not saved; try it again." }),
        );
        if (outcome.ok) setSaved(outcome.value);
        else setProblem({ message: outcome.message, changeId: input.change_id });
        setPending((all) => all.filter((p) => p !== input));
      });
    },
    [decide],
  );

  return {
    proposal: withDecisions(saved, latest(pending)),
    replace: setSaved,
    send,
    sending: pending.length > 0,
    problem,
    dismiss: () => setProblem(undefined),
  };
}

/** The last pending decision of each change. */
function latest(pending: readonly DecisionInput[]): DecisionInput[] {
  return [...new Map(pending.map((p) => [p.change_id, p])).values()];
}

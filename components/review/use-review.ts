"use client";

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { withDecided, withDecisions } from "@/components/review/optimistic";
import { keepSteps, outboxOf, type Reviewer, readSteps, watchSteps } from "@/components/review/outbox/boxes";
import type { OutboxState, Send, Sending } from "@/components/review/outbox/outbox";
import { backOf, done, isLatest, NO_STEPS, type Step, takenBack, without } from "@/components/review/outbox/steps";
import type { Decided, DecisionInput, Proposal, ProposalStamp } from "@/lib/domain/views";

export type Decide = Send<Decided>;

/** After so many answers that it cannot be taken now, giving it up is offered. */
const STUCK_AFTER = 3;

const NOTHING: OutboxState = { waiting: [], refused: [], trouble: undefined, failures: 0 };
const nothing = () => NOTHING;

/**
 * The proposal with decisions shown at once; they go to the server through the outbox, which loses none. What the server refuses is taken back and told
 * in `problem`. Every decision is a step that can be taken back, and done again, until the proposal is applied.
 */
export function useReview(initial: Proposal, decide: Decide, me: Reviewer) {
  const [saved, setSaved] = useState(initial);
  const [stamp, setStamp] = useState<ProposalStamp>();
  const [log, setLog] = useState(NO_STEPS);
  const { workspaceId, personId } = me;
  const { id } = initial;
  const outbox = useMemo(
    () => (typeof window === "undefined" ? undefined : outboxOf({ workspaceId, personId }, id, decide)),
    [workspaceId, personId, id, decide],
  );
  const { waiting, refused, trouble, failures } = useSyncExternalStore(outbox?.subscribe ?? never, outbox?.get ?? nothing, nothing);

  useEffect(() => {
    setLog(readSteps({ workspaceId, personId }, id));
    const stopSteps = watchSteps({ workspaceId, personId }, id, setLog);
    outbox?.use(decide);
    const stop = outbox?.onAnswer((answer) => {
      setSaved((was) => withDecided(was, answer));
      setStamp({ ...answer, changes: answer.counts.total });
    });
    // What an earlier tab could not send any more.
    void outbox?.flush();
    return () => {
      stopSteps();
      stop?.();
    };
  }, [outbox, decide, workspaceId, personId, id]);

  const proposal = useMemo(
    () =>
      withDecisions(
        saved,
        waiting.flatMap((s) => s.decisions),
        personId,
      ),
    [saved, waiting, personId],
  );
  // A refused step never was: it is in no list of what can be taken back.
  const steps = useMemo(() => without(log, new Set(refused.map((r) => r.id))), [log, refused]);
  const keep = useCallback(
    (next: typeof log) => {
      setLog(next);
      keepSteps({ workspaceId, personId }, id, next);
    },
    [workspaceId, personId, id],
  );

  /** Says what was looked at, so that whoever decides first wins; a step that is done again looks at what stands now. */
  const asSeen = (d: DecisionInput): DecisionInput => {
    const change = proposal.changes.find((c) => c.id === d.change_id);
    return change ? { ...d, seen: { decisions: change.decisions.length, base_version: proposal.base_version } } : d;
  };

  const post = (given: readonly DecisionInput[], batch?: { rule: string }): string => {
    const decisions = given.map(asSeen);
    const sending = { id: sendingId(), at: new Date().toISOString(), decisions, ...(batch ? { batch } : {}) };
    outbox?.add(sending);
    return sending.id;
  };

  const send = (decisions: readonly DecisionInput[], batch?: { rule: string }) => {
    const back = decisions.flatMap((d) => {
      const past = proposal.changes.find((c) => c.id === d.change_id)?.decisions ?? [];
      return backOf(past, d, personId);
    });
    const sent = post(decisions, batch);
    // Decided anew, what was refused of the same changes is answered; the rest stays until somebody says what becomes of it.
    const ids = new Set(decisions.map((d) => d.change_id));
    const answered = refused.filter((r) => r.decisions.every((d) => ids.has(d.change_id)));
    for (const r of answered) outbox?.discard(r.id);
    keep(
      done(without(log, new Set(answered.map((r) => r.id))), {
        id: sent,
        at: new Date().toISOString(),
        did: decisions,
        back,
        ...(batch ? { batch } : {}),
      }),
    );
  };

  /** Takes a step back; the last one where none is named. Answers the step, undefined where there is none. */
  const undo = (stepId?: string): Step | undefined => {
    const step = stepId === undefined ? steps.done.at(-1) : steps.done.find((s) => s.id === stepId);
    if (!step || !isLatest(steps, step)) return undefined;
    const back = step.did.some((d) => d.verdict === "edit") ? step.back : step.back.map((d) => sparing(d, proposal, personId));
    if (back.length > 0) post(back);
    keep(takenBack(log, step.id));
    return step;
  };

  const redo = (): Step | undefined => {
    const step = steps.undone.at(-1);
    if (!step) return undefined;
    const again = { ...step, id: post(step.did, step.batch), at: new Date().toISOString() };
    keep({ done: [...log.done, again], undone: log.undone.filter((s) => s !== step) });
    return step;
  };

  const discard = (sendings: readonly Sending[]) => {
    for (const s of sendings) outbox?.discard(s.id);
    keep(without(log, new Set(sendings.map((s) => s.id))));
  };
  return {
    proposal,
    replace: setSaved,
    /** What the server said of the whole proposal when it last took a decision. */
    stamp,
    send,
    undo,
    redo,
    steps,
    /** Decisions that the server refused, each until it is tried again or discarded. */
    refused,
    /** Sends a refused one again, as the changes stand now. */
    retry: (sending: Sending) => outbox?.retry(sending.id, sending.decisions.map(asSeen)),
    discard,
    /** Decisions that the server does not have yet, and why; the first of them where it holds up the others. */
    unsaved: {
      count: waiting.reduce((n, s) => n + s.decisions.length, 0),
      trouble,
      stuck: failures >= STUCK_AFTER ? waiting[0] : undefined,
      failures,
      sendNow: () => void outbox?.flush(),
    },
    /** Resolves to true once the server has every decision. */
    settle: async () => (await outbox?.flush()) ?? true,
  };
}

/** `crypto.randomUUID` is missing where a team serves itself without TLS. */
const sendingId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

/** A `clear` takes everybody's word: where others have decided since, mine alone is taken away. */
function sparing(back: DecisionInput, proposal: Proposal, me: string): DecisionInput {
  const past = proposal.changes.find((c) => c.id === back.change_id)?.decisions ?? [];
  const since = past.slice(past.findLastIndex((d) => d.verdict === "clear") + 1);
  const others = since.some((d) => d.person_id !== me);
  return back.verdict === "clear" && others ? { ...back, verdict: "later" } : back;
}

const never = () => () => undefined;

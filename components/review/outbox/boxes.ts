"use client";

import { Outbox, type OutboxState, type Send } from "@/components/review/outbox/outbox";
import { NO_STEPS, type StepLog } from "@/components/review/outbox/steps";
import type { Decided } from "@/lib/domain/views";

/** Whose decisions they are: another person at the same browser never sends them. */
export type Reviewer = { workspaceId: string; personId: string };

const OUTBOX = "reveille.decisions";
const STEPS = "reveille.steps";
const ownKey = (name: string, { workspaceId, personId }: Reviewer) => `${name}.${workspaceId}.${personId}.`;

const boxes = new Map<string, Outbox<Decided>>();

/** The outbox of a proposal: one in a tab, however many parts of the page ask for it. */
export function outboxOf(me: Reviewer, proposalId: string, send: Send<Decided>): Outbox<Decided> {
  const key = ownKey(OUTBOX, me) + proposalId;
  const known = boxes.get(key);
  if (known) return known;
  const made = new Outbox(key, localStorage, send);
  boxes.set(key, made);
  window.addEventListener("online", () => void made.flush());
  window.addEventListener("storage", (e) => {
    if (e.key === key) made.reread();
  });
  return made;
}

/** Proposals of which decisions wait in this browser. */
export function proposalsWaiting(me: Reviewer): string[] {
  const prefix = ownKey(OUTBOX, me);
  return Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
}

/** How many decisions were refused, by proposal. They stay in this browser until somebody says what becomes of them. */
export function refusedByProposal(me: Reviewer): { id: string; count: number }[] {
  return proposalsWaiting(me).flatMap((id) => {
    try {
      const { refused } = JSON.parse(localStorage.getItem(ownKey(OUTBOX, me) + id) ?? "{}") as Partial<OutboxState>;
      return Array.isArray(refused) && refused.length > 0 ? [{ id, count: refused.length }] : [];
    } catch {
      return [];
    }
  });
}

export function readSteps(me: Reviewer, proposalId: string): StepLog {
  try {
    const kept = JSON.parse(localStorage.getItem(ownKey(STEPS, me) + proposalId) ?? "null") as StepLog | null;
    return kept && Array.isArray(kept.done) && Array.isArray(kept.undone) ? kept : NO_STEPS;
  } catch {
    return NO_STEPS;
  }
}

/** Tells what another tab of the same person did or took back, so that undo speaks of the same last decision in each. */
export function watchSteps(me: Reviewer, proposalId: string, tell: (log: StepLog) => void): () => void {
  const key = ownKey(STEPS, me) + proposalId;
  const onStorage = (event: StorageEvent) => {
    if (event.key === key) tell(readSteps(me, proposalId));
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
}

/** Kept so that undo reaches back over a reload; without room it reaches back to the reload. */
export function keepSteps(me: Reviewer, proposalId: string, log: StepLog) {
  try {
    const key = ownKey(STEPS, me) + proposalId;
    if (log.done.length + log.undone.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(log));
  } catch {
    // Nothing is lost but the way back over a reload.
  }
}

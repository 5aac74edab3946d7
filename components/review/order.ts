import { isWaiting } from "@/components/review/queue-filter";
import type { Risk } from "@/lib/domain/proposal";
import type { Change } from "@/lib/domain/views";

const RISK_ORDER: Record<Risk, number> = { high: 0, medium: 1, low: 2 };
/** What takes away comes first inside a tier. */
const OP_ORDER: Record<Change["op"], number> = { delete: 0, merge: 1, update: 2, rename: 3, create: 4 };

/** The order in which changes are read: risk, then what takes away, then by path, so that neighbours share their context. */
export function inReviewOrder(changes: readonly Change[]): Change[] {
  return [...changes].sort(
    (a, b) =>
      RISK_ORDER[a.risk] - RISK_ORDER[b.risk] ||
      OP_ORDER[a.op] - OP_ORDER[b.op] ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : a.id < b.id ? -1 : 1),
  );
}

/** What needs one more person is open to that person, not to whoever accepted it. */
const isOpen = (c: Change) =>
  c.state === "needs_second" ? c.approval?.yours !== false : ["undecided", "blocked", "conflict"].includes(c.state);

/** The change to show after `id` was decided: the next open one below, else the first open one, else the one below. */
export function nextToDecide(ordered: readonly Change[], id: string): string | undefined {
  const at = ordered.findIndex((c) => c.id === id);
  const below = ordered.slice(at + 1);
  return (below.find(isOpen) ?? ordered.slice(0, Math.max(0, at)).find(isOpen) ?? below[0] ?? ordered[at])?.id;
}

/** Changes that wait by risk, those put off among them: the queue and the summary count them, too. */
export function waitingByRisk(changes: readonly Change[]): Record<Risk, number> {
  const counts: Record<Risk, number> = { high: 0, medium: 0, low: 0 };
  for (const c of changes) if (isWaiting(c)) counts[c.risk]++;
  return counts;
}

/** Changes a minute that a careful reader decides; the same figures as a ceiling for high risk would be too fast. */
const PER_MINUTE: Record<Risk, number> = { high: 1.5, medium: 4, low: 9 };

/** Minutes that the waiting changes will take a careful reader, at least 1 when there is any. */
export function minutesToReview(waiting: Record<Risk, number>): number {
  const minutes = waiting.high / PER_MINUTE.high + waiting.medium / PER_MINUTE.medium + waiting.low / PER_MINUTE.low;
  return Math.ceil(minutes);
}

import type { Risk } from "@/lib/domain/proposal";
import type { Change } from "@/lib/domain/views";

/** What stands in the queue, from top to bottom. */
export type QueueEntry =
  | { kind: "heading"; key: string; risk: Risk }
  | { kind: "groups"; key: string }
  | { kind: "change"; key: string; change: Change /** From 1, in the whole queue. */; position: number };

export type Tier = {
  risk: Risk;
  changes: readonly Change[] /** Places of its changes among the entries, both inclusive. */;
  first: number;
  last: number;
};

const RISKS: readonly Risk[] = ["high", "medium", "low"];

/** The queue as one list of entries, for whoever draws but a part of it; the groups stand above what is of low risk. */
export function queueEntries(changes: readonly Change[], hasGroups: boolean): { entries: QueueEntry[]; tiers: Tier[] } {
  const entries: QueueEntry[] = [];
  const tiers: Tier[] = [];
  let position = 0;
  for (const risk of RISKS) {
    const own = changes.filter((c) => c.risk === risk);
    if (own.length === 0) continue;
    entries.push({ kind: "heading", key: risk, risk });
    if (risk === "low" && hasGroups) entries.push({ kind: "groups", key: "groups" });
    const first = entries.length;
    entries.push(...own.map((change): QueueEntry => ({ kind: "change", key: change.id, change, position: ++position })));
    tiers.push({ risk, changes: own, first, last: entries.length - 1 });
  }
  return { entries, tiers };
}

/**
 * Which entries are drawn: those in sight and near it; the ends of every tier, between which the rest is empty space of their height; what is selected
 * and what has the focus, which would be lost with its row, with their neighbours, to which Tab goes.
 */
export function drawnEntries(
  { from, to }: { from: number; to: number },
  entries: readonly QueueEntry[],
  tiers: readonly Tier[],
  kept: readonly (string | undefined)[],
): number[] {
  const drawn = new Set<number>();
  for (let i = Math.max(0, from); i <= Math.min(to, entries.length - 1); i++) drawn.add(i);
  for (const [i, e] of entries.entries()) {
    if (e.kind !== "change") drawn.add(i);
    else if (kept.includes(e.key))
      drawn
        .add(i - 1)
        .add(i)
        .add(Math.min(i + 1, entries.length - 1));
  }
  for (const t of tiers) drawn.add(t.first).add(t.last);
  return [...drawn].sort((a, b) => a - b);
}

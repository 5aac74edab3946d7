import { MAX_BATCH } from "@/lib/domain/batch";
import type { Change } from "@/lib/domain/views";

/** Changes of low risk that wait and may be decided together, in review order. */
export type Group = { id: string; rule: string; label: string; members: readonly Change[] };

const LABELS: Record<Change["kind"], string> = {
  fact: "New facts",
  preference: "New preferences",
  workflow: "New ways of working",
  mistake: "New mistakes to avoid",
  insight: "New insights",
  index: "New indexes",
};

/** The groups of what waits, 25 changes each at most; what was taken out of its group, and what would be alone in one, is read by itself. */
export function groupsOf(ordered: readonly Change[], dropped: ReadonlySet<string>): Group[] {
  const byRule = new Map<string, Change[]>();
  for (const c of ordered) {
    if (c.batch_rule === undefined || c.state !== "undecided" || dropped.has(c.id)) continue;
    byRule.set(c.batch_rule, [...(byRule.get(c.batch_rule) ?? []), c]);
  }
  return [...byRule].flatMap(([rule, all]) => {
    const parts = Math.ceil(all.length / MAX_BATCH);
    return Array.from({ length: parts }, (_, i): Group => {
      const members = all.slice(i * MAX_BATCH, (i + 1) * MAX_BATCH);
      const label = LABELS[members[0]?.kind ?? "fact"];
      return { id: `${rule}-${i}`, rule, label: parts > 1 ? `${label}, part ${i + 1} of ${parts}` : label, members };
    }).filter((g) => g.members.length > 1);
  });
}

/** The group that a person puts together. */
export const PICKED = "picked";

/** Why a change cannot join what was picked, in a sentence; undefined when it can. */
export function pickProblem(change: Change, picked: readonly Change[]): string | undefined {
  if (change.state !== "undecided") return "This change does not wait any more: only what waits is decided together.";
  if (change.risk !== "low") return `This change is of ${change.risk} risk: it is decided alone, never in a group.`;
  if (change.batch_rule === undefined) return "This change stands or falls with others, or a check holds it back: it is decided alone.";
  const [first] = picked;
  if (first && first.batch_rule !== change.batch_rule)
    return `A group is of one sort. You have picked ${LABELS[first.kind].toLowerCase()}; this one is of another.`;
  if (picked.length >= MAX_BATCH) return `A group has at most ${MAX_BATCH} changes.`;
  return undefined;
}

/** What was picked and still waits, as a group; one alone is none. */
export function pickedGroup(ordered: readonly Change[], picks: ReadonlySet<string>): Group | undefined {
  const members = stillPicked(ordered, picks);
  const rule = members[0]?.batch_rule;
  return rule !== undefined && members.length > 1 ? { id: PICKED, rule, label: "Picked by you", members } : undefined;
}

export const stillPicked = (ordered: readonly Change[], picks: ReadonlySet<string>) =>
  picks.size === 0 ? [] : ordered.filter((c) => picks.has(c.id) && pickProblem(c, []) === undefined);

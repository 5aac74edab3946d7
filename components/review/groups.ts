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

import type { ChangeOp } from "@/lib/domain/dream";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Risk, Verdict } from "@/lib/domain/proposal";

/** More than a person reads at one sitting is not read. */
export const MAX_BATCH = 25;

/** What the rule of groups looks at in a change. */
export type BatchedChange = {
  op: ChangeOp;
  kind: MemoryKind;
  risk: Risk;
  findings: readonly Finding[];
  overlaps: readonly string[];
  dependsOn: readonly string[];
};

/**
 * The group that a change may be decided in; null for one that is read alone: anything but low risk, what a check holds back, what rivals another
 * proposal, what stands or falls with another change.
 */
export function batchRule(change: BatchedChange): string | null {
  const alone =
    change.risk !== "low" ||
    change.findings.some((f) => f.severity !== "note") ||
    change.overlaps.length > 0 ||
    change.dependsOn.length > 0;
  return alone ? null : `${change.op}-${change.kind}`;
}

/** Why these decisions cannot be taken as one group, in a sentence, and of which change; null when they can. */
export function batchProblem(
  members: readonly { id: string; rule: string | null; risk: Risk; verdict: Verdict }[],
): { message: string; changeId?: string } | null {
  if (members.length > MAX_BATCH) {
    return {
      message: `A group has at most ${MAX_BATCH} changes; this one has ${members.length}. Decide it in parts. Nothing was decided.`,
    };
  }
  for (const m of members) {
    if (m.rule === null) {
      const why = m.risk === "low" ? "stands or falls with other changes, or a check holds it back" : `is of ${m.risk} risk`;
      return { message: `The change ${m.id} ${why}: it is decided alone, never in a group. Nothing was decided.`, changeId: m.id };
    }
    if (m.verdict === "edit") {
      return { message: `An edit of ${m.id} is a decision of its own, not one of a group. Nothing was decided.`, changeId: m.id };
    }
  }
  const other = members.find((m) => m.rule !== members[0]?.rule);
  return other
    ? { message: `A group is of one rule; here are ${members[0]?.rule} and ${other.rule}. Nothing was decided.`, changeId: other.id }
    : null;
}

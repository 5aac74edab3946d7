import type { ChangeOp } from "@/lib/domain/dream";
import type { Support } from "@/lib/domain/evidence";
import type { CheckName, Finding } from "@/lib/domain/finding";
import type { Risk } from "@/lib/domain/proposal";
import { TRUST_RANK, type Trust } from "@/lib/domain/transcript";

/** What risk looks at. */
export type RiskInput = {
  op: ChangeOp;
  findings: readonly Finding[];
  support: Support;
  trust: Trust;
  /** Memories that are gone afterwards. */
  removed: number;
  /** Sentences of the base that are no longer said. */
  lost: number;
  /** Sentences that are new. */
  added: number;
  previouslyRejected: boolean;
};

type Rule = { risk: "high" | "medium"; when: (c: RiskInput) => boolean; says: (c: RiskInput) => string };

/** Every reason that applies is shown; the highest decides. Nothing applies: low. */
export const RISK_TABLE: readonly Rule[] = [
  { risk: "high", when: (c) => has(c, "block"), says: (c) => `Stopped by ${names(c, "block")}.` },
  { risk: "high", when: (c) => c.op === "delete", says: () => "Removes a memory." },
  { risk: "high", when: (c) => c.op === "merge", says: () => "Puts several memories into one." },
  {
    risk: "high",
    when: (c) => c.op !== "delete" && c.removed > 0,
    says: (c) =>
      c.op === "merge"
        ? `Of ${count(c.removed, "memory", "memories")} some sentence is gone afterwards.`
        : "Leaves little of what the memory said.",
  },
  { risk: "medium", when: (c) => has(c, "warn"), says: (c) => `Warned about by ${names(c, "warn")}.` },
  {
    risk: "medium",
    when: (c) => c.op === "update" && c.lost > 0,
    says: (c) => `Replaces ${count(c.lost, "sentence", "sentences")} of a memory that is in use.`,
  },
  { risk: "medium", when: (c) => c.op === "update" && c.lost === 0, says: () => "Adds to a memory that is in use." },
  { risk: "medium", when: (c) => c.op === "rename", says: () => "Moves a memory: what refers to the old path no longer finds it." },
  {
    risk: "medium",
    when: (c) => c.added > 0 && c.support.sessions < 2,
    says: (c) => (c.support.sessions === 1 ? "Rests on one session." : "Rests on no session."),
  },
  {
    risk: "medium",
    when: (c) => c.added > 0 && TRUST_RANK[c.trust] <= TRUST_RANK.agent && c.support.cases < 2,
    says: (c) => `Rests on ${c.trust === "external" ? "external text" : "the agent's own words"} about one case.`,
  },
  {
    risk: "medium",
    when: (c) => c.support.failed > 0 && c.support.succeeded === 0 && c.added > 0,
    says: () => "Learned only from sessions that failed.",
  },
  { risk: "medium", when: (c) => c.previouslyRejected, says: () => "Was rejected before; there is new evidence." },
];

/** Risk of a change with the sentences that say why; a low one says why it is low. */
export function riskOf(change: RiskInput): { risk: Risk; reasons: string[] } {
  const applying = RISK_TABLE.filter((r) => r.when(change));
  if (applying.length === 0) {
    const from =
      change.support.sessions >= 2 ? `with ${change.support.sessions} independent sessions behind it` : "with nothing against it";
    return { risk: "low", reasons: [`A new memory without findings that hold it back, ${from}.`] };
  }
  const high = applying.some((r) => r.risk === "high");
  return { risk: high ? "high" : "medium", reasons: applying.map((r) => r.says(change)) };
}

const has = (c: RiskInput, severity: Finding["severity"]) => c.findings.some((f) => f.severity === severity);
const names = (c: RiskInput, severity: Finding["severity"]) => {
  const list: CheckName[] = [...new Set(c.findings.filter((f) => f.severity === severity).map((f) => f.check))];
  return list.length > 1 ? `${list.slice(0, -1).join(", ")} and ${list.at(-1)}` : (list[0] ?? "");
};
const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

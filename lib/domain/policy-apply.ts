import type { Finding } from "@/lib/domain/finding";
import type { Policy } from "@/lib/domain/policy";

/** Whether a change applies without a person: `auto` what has no block, `auto-clean` what has neither block nor warn, `review` nothing. */
export function appliesByItself(policy: Pick<Policy, "mode">, change: { findings: readonly Pick<Finding, "severity">[] }): boolean {
  switch (policy.mode) {
    case "review":
      return false;
    case "auto-clean":
      return change.findings.every((f) => f.severity === "note");
    case "auto":
      return change.findings.every((f) => f.severity !== "block");
    default:
      return policy.mode satisfies never;
  }
}

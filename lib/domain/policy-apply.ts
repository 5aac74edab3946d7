import type { Finding } from "@/lib/domain/finding";
import { isProtectedPath, type Policy } from "@/lib/domain/policy";
import { RISKS, type Risk } from "@/lib/domain/proposal";
import { TRUST_RANK, type Trust } from "@/lib/domain/transcript";

type Checked = { findings: readonly Pick<Finding, "severity" | "message">[] };
type Touching = { path: string; newPath: string | null; sources: readonly { path: string }[] };

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

/**
 * Why only a person may accept this change, in a sentence; null when the policy may. Asked when the policy accepts, and again whenever its accept is counted:
 * what it gave does not outlive its reason. `kept` are the paths of memories that are pinned or written by a person (rule 6).
 */
export function needsPerson(policy: Policy, kept: ReadonlySet<string>, change: Checked & Touching): string | null {
  const paths = [change.path, ...(change.newPath ? [change.newPath] : []), ...change.sources.map((s) => s.path)];
  const word = paths.find((p) => kept.has(p));
  if (word) return `${word} is pinned or a person's word: it changes only when a person decides so.`;
  const place = paths.find((p) => isProtectedPath(policy, p));
  if (place) return `${place} lies under a path that the store's policy protects: it changes only when a person decides so.`;
  if (appliesByItself(policy, change)) return null;
  if (policy.mode === "review") return "The store's policy leaves every change to a person.";
  const worst = change.findings.find((f) => f.severity === "block") ?? change.findings.find((f) => f.severity === "warn");
  return `The store's policy leaves this to a person: ${worst?.message ?? "its checks found something."}`;
}

/** What is worse about a change than when the policy accepted it, in a sentence; null for nothing. */
export function graver(policy: Policy, was: { risk: Risk; trust: Trust }, now: { risk: Risk; trust: Trust } & Checked): string | null {
  if (RISKS.indexOf(now.risk) > RISKS.indexOf(was.risk))
    return `The policy accepted this at ${was.risk} risk; beside the memory of now its risk is ${now.risk}.`;
  if (TRUST_RANK[now.trust] < TRUST_RANK[was.trust])
    return `The policy accepted this on the word of ${was.trust}; beside the memory of now it rests on the word of ${now.trust}.`;
  if (appliesByItself(policy, now)) return null;
  const worst = now.findings.find((f) => f.severity !== "note");
  return `The policy accepted this, and may not any more. ${worst?.message ?? "It leaves every change to a person."}`;
}

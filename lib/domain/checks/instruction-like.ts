import { type Check, type Claim, capped, shown } from "@/lib/domain/checks/check";
import { instructionHits } from "@/lib/domain/checks/instruction-rules";
import type { Finding } from "@/lib/domain/finding";
import { lowestTrust, type Trust } from "@/lib/domain/transcript";

/** Text that would act as an instruction once it is memory, by the lowest trust of what supports it. People may instruct; others may not. */
export const instructionLike: Check = (change) => {
  if (change.after === null || change.claims.length === 0) return [];
  const trusts = change.claims.map(speaker);
  if (trusts.every((t) => t === "user" || t === "operator")) return [];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const hit of instructionHits(change.after)) {
    const touched = change.claims.filter((c) => hit.start < c.end && hit.end > c.start);
    if (touched.length === 0) continue;
    const trust = lowestTrust(touched.map(speaker));
    if (trust === "user" || trust === "operator") continue;
    // An ordinary wish for how to answer is only suspicious where a stranger's text makes it.
    if (trust === "agent" && hit.rule === "output-shaping") continue;
    const key = `${hit.rule} ${touched[0]?.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const from =
      trust === "external"
        ? "It comes from text that nobody entitled to instruct wrote"
        : "It comes from the agent's own words, not from a person";
    findings.push({
      check: "instruction-like",
      severity: trust === "external" ? "block" : "warn",
      message: `"${shown(change.after.slice(hit.start, hit.end))}" ${hit.says}. ${from}, and in memory it would be followed in every session.`,
      span: { start: hit.start, end: hit.end },
    });
  }
  return [...pathFinding(change.newPath ?? change.path, lowestTrust(trusts)), ...capped(findings)];
};

/** Without grounded evidence nobody is known to have said it: it counts as external. */
const speaker = (claim: Claim): Trust => claim.lowest ?? "external";

/** A path is read by the agent too. */
function pathFinding(path: string, trust: Trust): Finding[] {
  if (trust !== "external" && trust !== "agent") return [];
  const spoken = path.replace(/\.md$/, "").replace(/[-_/]+/g, " ");
  const hit = instructionHits(spoken).find((h) => h.strong);
  if (!hit) return [];
  return [
    {
      check: "instruction-like",
      severity: trust === "external" ? "block" : "warn",
      message: `The path "${shown(path)}" ${hit.says}. The agent reads paths as well as contents.`,
    },
  ];
}

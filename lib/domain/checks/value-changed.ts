import { type Check, capped, shown } from "@/lib/domain/checks/check";
import type { Finding } from "@/lib/domain/finding";

/** A number, date, time or negation that the quotes of a sentence do not have. */
export const valueChanged: Check = (change) => {
  const findings: Finding[] = [];
  for (const claim of change.claims) {
    // Without any evidence the sentence is ungrounded as a whole; a second finding would say nothing new.
    if (claim.evidence.length === 0) continue;
    for (const c of claim.changed) {
      const message =
        c.text === ""
          ? `The quotes say it with a negation and the new text leaves that out: "${shown(claim.text)}". It would say the opposite.`
          : c.what === "negation"
            ? `The quotes have no "${shown(c.text, 30)}": "${shown(claim.text)}" may say the opposite of what was said.`
            : `The ${c.what} "${shown(c.text, 40)}" in "${shown(claim.text)}" stands in none of its quotes. The agent would act on a value that nobody gave.`;
      findings.push({ check: "value-changed", severity: "block", message, span: { start: c.start, end: c.end } });
    }
  }
  return capped(findings);
};

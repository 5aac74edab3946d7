import { type Check, capped, shown } from "@/lib/domain/checks/check";
import { personalParticulars } from "@/lib/domain/checks/personal-rules";
import type { Finding } from "@/lib/domain/finding";

/** One person's particulars in the new words of a memory that is loaded for everybody. */
export const personal: Check = (change) => {
  const path = change.newPath ?? change.path;
  if (change.after === null || path.startsWith("/users/")) return [];
  const findings: Finding[] = [];
  for (const claim of change.claims) {
    for (const p of personalParticulars(claim.text)) {
      findings.push({
        check: "personal",
        severity: "warn",
        message: `"${shown(claim.text.slice(p.start, p.end), 60)}" looks like ${p.what}. ${path} is read in sessions with everyone; one person's particulars belong under /users/ or nowhere.`,
        span: { start: claim.start + p.start, end: claim.start + p.end },
      });
    }
  }
  return capped(findings);
};

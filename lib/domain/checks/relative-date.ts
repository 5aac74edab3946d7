import { type Check, capped, shown } from "@/lib/domain/checks/check";
import type { Finding } from "@/lib/domain/finding";
import { quantities } from "@/lib/domain/text/numbers";

const UNIT =
  "(?:day|week|weekend|month|quarter|year|fortnight|night|morning|afternoon|evening|spring|summer|autumn|fall|winter|season|monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
const COUNT = "(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple of|several|\\d{1,3})";
const RELATIVE = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:yesterday|tomorrow|tonight|today(?!['’]s date)|the day (?:before yesterday|after tomorrow)|(?:next|last|this|coming|past|previous)\\s+${UNIT}|${COUNT}\\s+(?:minutes?|hours?|days?|weeks?|months?|years?)\\s+ago|in\\s+${COUNT}\\s+(?:days?|weeks?|months?|years?)(?:'?\\s+time)?(?=[.,;!?]|$)|gestern|morgen früh|übermorgen|heute|hier(?= soir)|demain|mañana por)(?![\\p{L}\\p{N}])`,
  "giu",
);
/** Words that make it a rule about any day rather than this one. */
const GENERAL = /\b(?:same|any|each|every|per|whenever|when(?:ever)? (?:a|the|an)|if (?:a|the|an)|says?|asks? for)\b/i;

/** "Yesterday", "next week" in a memory mean another day each time it is read, unless a date in the sentence anchors them. */
export const relativeDate: Check = (change) => {
  const findings: Finding[] = [];
  for (const claim of change.claims) {
    if (quantities(claim.text).some((q) => q.kind === "date" && q.year !== null)) continue;
    const quoted = Array.from(claim.text.matchAll(/"[^"\n]*"|“[^”\n]*”|`[^`\n]*`/g), (m) => ({
      start: m.index,
      end: m.index + m[0].length,
    }));
    for (const m of claim.text.matchAll(RELATIVE)) {
      const end = m.index + m[0].length;
      if (quoted.some((q) => m.index >= q.start && end <= q.end)) continue;
      if (GENERAL.test(claim.text.slice(Math.max(0, m.index - 40), m.index))) continue;
      findings.push({
        check: "relative-date",
        severity: "warn",
        message: `"${m[0]}" in "${shown(claim.text)}" has no date to count from: it will mean another day each time it is read.`,
        span: { start: claim.start + m.index, end: claim.start + end },
      });
    }
  }
  return capped(findings);
};

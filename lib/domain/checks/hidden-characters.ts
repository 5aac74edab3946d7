import { type Check, capped } from "@/lib/domain/checks/check";
import type { Finding } from "@/lib/domain/finding";
import { type Hidden, hiddenCharacters } from "@/lib/domain/text/hidden";

const NAMES: Record<Hidden["kind"], string> = {
  tag: "invisible tag characters",
  bidi: "characters that turn the direction of reading",
  "zero-width": "zero-width or invisible characters",
  control: "control characters",
};

/** Characters that a reviewer cannot see and a model reads, anywhere but in text the memory already had. */
export const hiddenCharactersCheck: Check = (change) => {
  const after = change.after;
  if (after === null || (change.claims.length === 0 && change.op === "rename")) return [];
  const before = new Set(change.touched.flatMap((m) => hiddenCharacters(m.content).map((h) => around(m.content, h))));
  const findings: Finding[] = hiddenCharacters(after)
    .filter((h) => !before.has(around(after, h)))
    .map((h) => ({
      check: "hidden-characters",
      severity: "block",
      message: `The text has ${NAMES[h.kind]} (${codes(after.slice(h.start, h.end))}) at position ${h.start}. A reader does not see them; the agent would read what they hide.`,
      span: { start: h.start, end: h.end },
    }));
  return capped(findings);
};

/** The run with what stands on both sides: the same run in the base is not new. */
const around = (text: string, h: Hidden) => text.slice(Math.max(0, h.start - 12), h.end + 12);

function codes(text: string): string {
  const points = [...text].map((c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`);
  return points.length > 3 ? `${points.slice(0, 3).join(" ")} and ${points.length - 3} more` : points.join(" ");
}

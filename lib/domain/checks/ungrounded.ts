import { type Check, capped, shown } from "@/lib/domain/checks/check";
import type { Finding } from "@/lib/domain/finding";
import { isStopWord, stem, words } from "@/lib/domain/text/words";

/** New words, or a removal, that no quote we found supports. */
export const ungrounded: Check = (change) => {
  const lost = change.unplacedEvidence > 0 ? ` ${change.unplacedEvidence} of the quotes given point to nothing this dream read.` : "";
  const findings: Finding[] = [];
  for (const claim of change.claims) {
    if (claim.trust !== null) continue;
    const said =
      claim.evidence.length > 0 ? `No quote has ${list(claim.unquoted)}` : "No quote that could be found in a session or memory supports";
    const rest = claim.evidence.length > 0 ? `, which the new text says: "${shown(claim.text)}".` : ` "${shown(claim.text)}".`;
    findings.push({
      check: "ungrounded",
      severity: "block",
      message: `${said}${rest} Nobody may have said it.${lost}`,
      span: { start: claim.start, end: claim.end },
    });
  }
  if (
    change.claims.length === 0 &&
    (change.op === "delete" || (change.op === "update" && change.lost.length > 0)) &&
    !removalIsSupported(change)
  ) {
    const what = change.op === "delete" ? `removing ${change.path}` : `leaving out "${shown(change.lost[0]?.text ?? "")}"`;
    findings.push({
      check: "ungrounded",
      severity: "block",
      message: `No quote that could be found supports ${what}.${lost} What it says would be gone.`,
    });
  }
  return capped(findings);
};

const list = (items: readonly string[]) =>
  items
    .slice(0, 4)
    .map((w) => `"${shown(w, 40)}"`)
    .join(", ");

/** Words by which a memory limits its own validity. */
const LIMIT =
  /(?<![\p{L}\p{N}])(?:until|till|through|thru|expires?d?|expir\p{L}*|valid|ends?|ended|up to|by|before|only for|bis|jusqu\p{L}*|hasta)(?![\p{L}\p{N}])/iu;

/** A removal rests on a statement that shares words with what goes, on another memory that says it, or on the memory's own limit. */
function removalIsSupported(change: Parameters<Check>[0]): boolean {
  const gone = change.op === "delete" ? change.touched.map((m) => m.content).join("\n") : change.lost.map((l) => l.text).join("\n");
  const goneWords = contentStems(gone);
  return change.evidence.some((e) => {
    if (!e.grounded) return false;
    if (e.source === "memory" && e.path === change.path) return LIMIT.test(e.quote) && /\d/.test(e.quote);
    const quoted = contentStems(e.quote);
    return [...quoted].some((w) => goneWords.has(w));
  });
}

const contentStems = (text: string) =>
  new Set(
    words(text)
      .filter((w) => !isStopWord(w.text))
      .map((w) => stem(w.text)),
  );

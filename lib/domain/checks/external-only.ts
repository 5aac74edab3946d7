import { type Check, capped, shown } from "@/lib/domain/checks/check";
import { errorPhraseProblem } from "@/lib/domain/checks/error-phrase";
import type { Finding } from "@/lib/domain/finding";

/** New words that only external text says. A tool's own error phrase may stand in a mistake seen in two cases. */
export const externalOnly: Check = (change) => {
  const external = change.claims.filter((c) => !c.own && c.trust === "external");
  if (external.length === 0) return [];
  const phrase = change.errorPhrase;
  if (change.kind === "mistake" && phrase !== null && external.every((c) => c.externalOnlyInPhrase)) {
    const problem = errorPhraseProblem(phrase);
    const at = change.after?.indexOf(phrase) ?? -1;
    const span = at >= 0 ? { span: { start: at, end: at + phrase.length } } : {};
    if (problem === null && change.support.cases >= 2) {
      return [
        {
          check: "external-only",
          severity: "note",
          message: `The words "${shown(phrase)}" come from a tool alone: they are its error message, seen in ${change.support.cases} different cases.`,
          ...span,
        },
      ];
    }
    const why = problem ?? "it was seen in one case only, which anybody who can make the tool fail could have planted";
    return [
      {
        check: "external-only",
        severity: "block",
        message: `The words "${shown(phrase)}" come from a tool alone and are not taken for a plain error message: ${why}.`,
        ...span,
      },
    ];
  }
  const findings: Finding[] = external.map((c) => ({
    check: "external-only",
    severity: "block",
    message: `Only external text (tool results, files, web pages, other agents, strangers) says "${shown(c.text)}". Whoever wrote that text would write the agent's memory.`,
    span: { start: c.start, end: c.end },
  }));
  return capped(findings);
};

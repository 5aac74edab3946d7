import { type Check, shown } from "@/lib/domain/checks/check";

/** A statement of lower trust against one of higher trust: newest wins only within one class. */
export const trustConflict: Check = (change) => {
  const r = change.recency;
  if (r.verdict !== "lower-trust") return [];
  const said = r.said === "" ? "Nothing of the same trust" : `"${shown(r.said)}" (${r.saidTrust})`;
  return [
    {
      check: "trust-conflict",
      severity: "block",
      message: `${said} would take the place of "${shown(r.old)}" (${r.oldTrust}) in ${r.path}. A statement does not overrule one of higher trust by being newer.`,
    },
  ];
};

import type { Check } from "@/lib/domain/checks/check";

/** Which statement is newer rests on the order in which the sessions arrived. */
export const undated: Check = (change) => {
  const r = change.recency;
  const why = r.verdict === "undated" ? r.why : r.verdict === "lower-trust" && r.undated ? "their order is known from arrival only" : null;
  return why === null
    ? []
    : [{ check: "undated", severity: "note", message: `Old and new text cannot be put in order by time: ${why}. Read both.` }];
};

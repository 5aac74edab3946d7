import type { Check } from "@/lib/domain/checks/check";

/** What one session alone shows may be chance: for a mistake or a workflow that matters, a person's statement may well be made once. */
export const singleSession: Check = (change) => {
  if (change.claims.length === 0 || change.support.sessions !== 1) return [];
  const learned = change.kind === "mistake" || change.kind === "workflow";
  return [
    {
      check: "single-session",
      severity: learned ? "warn" : "note",
      message: learned ? `One session alone shows this ${change.kind}: it may be chance.` : "It was said in one session.",
    },
  ];
};

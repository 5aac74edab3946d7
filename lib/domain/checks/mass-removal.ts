import type { Check } from "@/lib/domain/checks/check";

/** Each removal of a dream that removes more than the policy allows, alone or together with the last seven days. */
export const massRemoval: Check = (change, { removals }) => {
  if (change.removes.length === 0) return [];
  const message =
    removals.here > removals.allowed
      ? `This dream removes ${removals.here} of ${removals.base} memories; the policy allows ${removals.allowed} without a decision on each.`
      : removals.here + removals.lastDays > removals.allowed
        ? `This dream removes ${removals.here} of ${removals.base} memories after ${removals.lastDays} in the last seven days; the policy allows ${removals.allowed} together.`
        : null;
  return message ? [{ check: "mass-removal", severity: "block", message: `${message} Part of what the agent knows would be gone.` }] : [];
};

import type { Check } from "@/lib/domain/checks/check";

/** Evidence from a session that was sent twice with different contents. */
export const diverged: Check = (change) => {
  const n = change.diverged.length;
  return n === 0
    ? []
    : [
        {
          check: "diverged",
          severity: "note",
          message: `${n === 1 ? "A session that this rests on was" : `${n} sessions that this rests on were`} sent in two versions that differ; the later one is quoted.`,
        },
      ];
};

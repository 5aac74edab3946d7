import type { Check } from "@/lib/domain/checks/check";
import { contentProblem } from "@/lib/domain/memory";

/** Limits of a memory, of the store, or of a path: the result could not be kept. */
export const size: Check = (change) => {
  const problem = change.after === null || change.op === "rename" ? null : contentProblem(change.after);
  return [problem, change.limit]
    .filter((p) => p !== null)
    .map((p) => ({ check: "size", severity: "block", message: `This cannot be kept: ${p}. Edit it shorter or reject it.` }));
};

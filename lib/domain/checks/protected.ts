import type { Check } from "@/lib/domain/checks/check";
import { isProtectedPath } from "@/lib/domain/policy";

/** A person's word, or a path that the policy protects, is changed by an explicit decision only. */
export const protectedMemory: Check = (change, context) => {
  const memories = change.touched.filter((m) => m.protected).map((m) => m.path);
  const paths = [change.path, ...(change.newPath ? [change.newPath] : []), ...change.touched.map((m) => m.path)];
  const places = [...new Set(paths)].filter((p) => isProtectedPath(context.policy, p) && !memories.includes(p));
  return [
    ...memories.map((path) => ({
      check: "protected" as const,
      severity: "block" as const,
      message: `${path} is a person's word (pinned, written or edited by a person): a dream does not change it unless a person decides so.`,
    })),
    ...places.map((path) => ({
      check: "protected" as const,
      severity: "block" as const,
      message: `${path} lies under a path that the store's policy protects: it changes only when a person decides so.`,
    })),
  ];
};

import { z } from "zod";

const approvals = z.union([
  z.number().int().min(1).max(3),
  z.object({ low: z.number().int().min(1).max(3), medium: z.number().int().min(1).max(3), high: z.number().int().min(1).max(3) }).strict(),
]);

/** A store's policy, with the contract's defaults. */
export const policySchema = z
  .object({
    mode: z
      .enum(["review", "auto-clean", "auto"])
      .describe("What applies by itself: nothing; what has no finding above `note`; what has no `block`.")
      .default("review"),
    approvals: approvals.describe("How many people accept a change; one number, or one for each risk.").default(1),
    self_approval: z.boolean().describe("Whether who started the dream or edited the change counts.").default(true),
    max_removed_share: z.number().min(0).max(1).describe("A dream that removes more of the memories than this is blocked.").default(0.25),
    audit_sample: z.number().min(0).max(1).describe("Share of what applied by itself that a person is asked to look at.").default(0.05),
    protected_paths: z.array(z.string().max(1_024)).max(100).describe("No dream changes what lies under these by itself.").default([]),
    agent_writes: z.enum(["note", "gated"]).describe("What an agent's own write becomes.").default("note"),
  })
  .strict();
export type Policy = z.infer<typeof policySchema>;
export const DEFAULT_POLICY: Policy = policySchema.parse({});

/** True when `path` lies under one of the protected paths: the same path, or below it. A trailing `/` or `/*` or `/**` is accepted. */
export function isProtectedPath(policy: Policy, path: string): boolean {
  return policy.protected_paths.some((p) => {
    const base = p.replace(/\/\*{0,2}$/, "");
    return path === base || path.startsWith(`${base}/`);
  });
}

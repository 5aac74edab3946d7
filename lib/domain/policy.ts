import { z } from "zod";

const approvals = z.union([
  z.number().int().min(1).max(3),
  z.object({ low: z.number().int().min(1).max(3), medium: z.number().int().min(1).max(3), high: z.number().int().min(1).max(3) }).strict(),
]);

/** A store's policy, with the contract's defaults. */
export const policySchema = z
  .object({
    mode: z.enum(["review", "auto-clean", "auto"]).default("review"),
    approvals: approvals.default(1),
    self_approval: z.boolean().default(true),
    max_removed_share: z.number().min(0).max(1).default(0.25),
    audit_sample: z.number().min(0).max(1).default(0.05),
    protected_paths: z.array(z.string().max(1_024)).max(100).default([]),
    agent_writes: z.enum(["note", "gated"]).default("note"),
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

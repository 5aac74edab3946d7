import { z } from "zod";
import { GRACE_HOURS } from "@/lib/domain/people";
import { PERMISSIONS, SCOPES, type Scope } from "@/lib/domain/permission";
import { idOf } from "@/lib/schemas/common";
import { line } from "@/lib/schemas/text";

/** What a key that is bound to an agent may be given: a scope with which such a key could do nothing is not offered. */
export const AGENT_KEY_SCOPES: readonly Scope[] = SCOPES.filter((scope) =>
  Object.values(PERMISSIONS).some((rule) => rule.agentKey && rule.scope === scope),
);

export const createKeyInput = z
  .object({
    name: line(100),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1, "choose at least one")
      .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
    agentId: idOf("agent").nullish(),
    expiresInDays: z.number().int().min(1).max(3650).nullish(),
  })
  .refine((input) => !input.agentId || input.scopes.every((scope) => AGENT_KEY_SCOPES.includes(scope)), {
    path: ["scopes"],
    message: `An agent's key takes ${AGENT_KEY_SCOPES.join(", ")} at most.`,
  });
export type CreateKeyInput = z.infer<typeof createKeyInput>;

/** A new secret for a key, and how long the old one goes on working. */
export const rotateKeyInput = z.object({ keyId: idOf("key"), graceHours: z.literal(GRACE_HOURS) });
export type RotateKeyInput = z.infer<typeof rotateKeyInput>;

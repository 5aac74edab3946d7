import { z } from "zod";
import { VERDICTS } from "@/lib/domain/proposal";
import { line, prose } from "@/lib/schemas/text";

export const decisionsSchema = z
  .object({
    decisions: z
      .array(
        z
          .object({
            change_id: z.string().max(200),
            verdict: z.enum(VERDICTS),
            content: z.string().optional(),
            comment: prose(4_000).optional(),
            /** The browser offers a few; a program may have words of its own. */
            reason_code: line(100).optional(),
          })
          .strict(),
      )
      .min(1)
      .max(500),
    batch: z
      .object({ rule: z.string().max(100) })
      .strict()
      .optional(),
  })
  .strict();
export type DecisionsInput = z.infer<typeof decisionsSchema>;

export const applySchema = z.object({ message: prose(2_000).optional(), undecided: z.enum(["leave", "reject"]).default("leave") }).strict();
export type ApplySchemaInput = z.infer<typeof applySchema>;

export const rejectProposalSchema = z.object({ reason: prose(2_000).default("") }).strict();

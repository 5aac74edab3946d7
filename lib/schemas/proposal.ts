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
            content: z.string().optional().describe("The text of an edit."),
            comment: prose(4_000).optional(),
            reason_code: line(100).optional().describe("The browser offers a few; a program may have words of its own."),
            seen: z
              .object({ decisions: z.number().int().min(0), base_version: z.number().int().min(1) })
              .strict()
              .optional()
              .describe(
                "How many decisions the change had, and on which version the proposal stood, when it was looked at: refused with 409 when somebody else has decided it since, or it reads differently.",
              ),
            client_id: line(100).optional().describe("Your own id of this decision: sent again with it, the decision is not taken twice."),
          })
          .strict(),
      )
      .min(1)
      .max(500),
    batch: z
      .object({ rule: z.string().max(100) })
      .strict()
      .optional()
      .describe("Decides them as one group: at most 25 changes, all of low risk and of the same `batch_rule`."),
  })
  .strict();
export type DecisionsInput = z.infer<typeof decisionsSchema>;

export const applySchema = z
  .object({
    message: prose(2_000).optional().describe("Kept with the version."),
    undecided: z.enum(["leave", "reject"]).default("leave").describe("What becomes of changes that nobody decided."),
  })
  .strict();
export type ApplySchemaInput = z.infer<typeof applySchema>;

export const rejectProposalSchema = z.object({ reason: prose(2_000).default("") }).strict();

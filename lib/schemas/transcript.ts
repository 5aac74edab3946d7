import { z } from "zod";
import { OUTCOME_RESULTS } from "@/lib/domain/transcript";
import { line, prose } from "@/lib/schemas/text";

export const excludeSchema = z.object({ reason: line(1_000) }).strict();
export const outcomeSchema = z
  .object({
    result: z.enum(OUTCOME_RESULTS),
    score: z.number().min(0).max(1).optional().describe("0: failed, 1: succeeded."),
    note: prose(4_000).optional(),
  })
  .strict();
export type OutcomeInput = z.infer<typeof outcomeSchema>;

const time = z.iso.datetime({ offset: true });
export const transcriptFilterSchema = {
  agent_id: z.string().max(200).optional(),
  outcome: z
    .string()
    .max(40)
    .optional()
    .describe(`One of ${OUTCOME_RESULTS.join(", ")}.`),
  q: z.string().max(500).optional().describe("Words of titles, ids, users and events."),
  from: time.optional().describe("Began at this time or later."),
  to: time.optional().describe("Began at this time or before."),
  excluded: z.enum(["true", "false"]).optional().describe("Only those left out of dreams, or only the others."),
};

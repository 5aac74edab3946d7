import { z } from "zod";
import { ENGINES, MAX_DREAM_TRANSCRIPTS } from "@/lib/domain/dream";
import { line, prose } from "@/lib/schemas/text";

export const startDreamSchema = z
  .object({
    engine: z.enum(ENGINES).optional().describe("The store's unless told."),
    model: line(200).optional(),
    transcript_ids: z.array(z.string().max(200)).min(1).max(MAX_DREAM_TRANSCRIPTS).optional().describe("Left out: the oldest unread ones."),
    limit: z
      .number()
      .int()
      .min(1)
      .max(MAX_DREAM_TRANSCRIPTS)
      .default(MAX_DREAM_TRANSCRIPTS)
      .describe("At most so many, without `transcript_ids`."),
    instructions: prose(4_096).optional().describe("What this dream should look for."),
    estimate_only: z.boolean().default(false).describe("Only answers what it would read and cost."),
  })
  .strict();
export type StartDreamInput = z.infer<typeof startDreamSchema>;

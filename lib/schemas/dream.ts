import { z } from "zod";
import { ENGINES, MAX_DREAM_TRANSCRIPTS } from "@/lib/domain/dream";
import { line, prose } from "@/lib/schemas/text";

export const startDreamSchema = z
  .object({
    engine: z.enum(ENGINES).optional(),
    model: line(200).optional(),
    transcript_ids: z.array(z.string().max(200)).min(1).max(MAX_DREAM_TRANSCRIPTS).optional(),
    limit: z.number().int().min(1).max(MAX_DREAM_TRANSCRIPTS).default(MAX_DREAM_TRANSCRIPTS),
    instructions: prose(4_096).optional(),
    estimate_only: z.boolean().default(false),
  })
  .strict();
export type StartDreamInput = z.infer<typeof startDreamSchema>;

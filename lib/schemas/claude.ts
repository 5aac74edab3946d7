import { z } from "zod";

export const connectClaudeSchema = z
  .object({
    key: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{8,400}$/, "A key is one word of letters, digits and signs.")
      .nullish()
      .describe("Null takes the stored key away; left out, it stays."),
    max_usd_per_month: z.number().min(0).max(1_000_000).nullable().optional(),
  })
  .strict();
export type ConnectClaudeInput = z.infer<typeof connectClaudeSchema>;

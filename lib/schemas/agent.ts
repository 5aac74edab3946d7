import { z } from "zod";
import { line, prose } from "@/lib/schemas/text";

export const createAgentSchema = z
  .object({
    name: line(200),
    description: prose(2_000).optional(),
    audience: z
      .enum(["team", "public"])
      .default("team")
      .describe("`team`: the people it serves may teach it. `public`: they are strangers."),
    store: z.enum(["own", "none"]).default("own").describe("Whether it gets a memory store of its own."),
  })
  .strict();
export type CreateAgentInput = z.input<typeof createAgentSchema>;

export const updateAgentSchema = z
  .object({
    name: line(200).optional(),
    description: prose(2_000).optional(),
    audience: z.enum(["team", "public"]).optional(),
    archived: z
      .boolean()
      .optional()
      .describe("`true`: it takes no more sessions, and its keys are refused. `false` takes it out of the archive."),
  })
  .strict();
export type UpdateAgentInput = z.infer<typeof updateAgentSchema>;

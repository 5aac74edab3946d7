import { z } from "zod";
import { line, prose } from "@/lib/schemas/text";

export const createAgentSchema = z
  .object({
    name: line(200),
    description: prose(2_000).optional(),
    audience: z.enum(["team", "public"]).default("team"),
    store: z.enum(["own", "none"]).default("own"),
  })
  .strict();
export type CreateAgentInput = z.input<typeof createAgentSchema>;

export const updateAgentSchema = z
  .object({ name: line(200).optional(), description: prose(2_000).optional(), audience: z.enum(["team", "public"]).optional() })
  .strict();
export type UpdateAgentInput = z.infer<typeof updateAgentSchema>;

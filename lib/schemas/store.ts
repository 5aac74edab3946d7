import { z } from "zod";
import { type ClaudeSettings, claudeSettingsSchema } from "@/lib/domain/claude";
import { ENGINES } from "@/lib/domain/dream";
import { policySchema } from "@/lib/domain/policy";
import { type Schedule, scheduleSchema } from "@/lib/domain/schedule";
import { line, prose } from "@/lib/schemas/text";

/** A policy as it is given: any of its keys; what is missing keeps its value. */
export const policyPatchSchema = z
  .object(Object.fromEntries(Object.entries(policySchema.shape).map(([k, v]) => [k, v.unwrap().optional()])))
  .strict() as unknown as z.ZodType<Partial<z.infer<typeof policySchema>>>;

/** A schedule as it is given: any of its keys; what is missing keeps its value. */
export const schedulePatchSchema = z
  .object(Object.fromEntries(Object.entries(scheduleSchema.shape).map(([k, v]) => [k, ("unwrap" in v ? v.unwrap() : v).optional()])))
  .strict() as unknown as z.ZodType<Partial<Schedule>>;
const schedule = schedulePatchSchema
  .nullable()
  .optional()
  .describe("Any of its keys, `cron` at least at first; null takes the schedule away.");

/** Settings for Claude as they are given: any of their keys; what is missing keeps its value. */
const claudePatchSchema = z
  .object(Object.fromEntries(Object.entries(claudeSettingsSchema.shape).map(([k, v]) => [k, v.unwrap().optional()])))
  .strict() as unknown as z.ZodType<Partial<ClaudeSettings>>;

export const attachmentSchema = z
  .object({
    agent_id: z.string(),
    access: z.enum(["read_write", "read_only"]).default("read_write").describe("What the agent's own key may write."),
  })
  .strict();

export const createStoreSchema = z
  .object({
    name: line(200),
    description: prose(2_000).optional(),
    policy: policyPatchSchema.optional().describe("Any of its keys."),
    schedule,
    engine: z.enum(ENGINES).optional(),
    claude: claudePatchSchema.optional().describe("Any of its keys."),
    agents: z.array(attachmentSchema).max(100).optional(),
  })
  .strict();
export type CreateStoreInput = z.infer<typeof createStoreSchema>;

export const updateStoreSchema = z
  .object({
    name: line(200).optional(),
    description: prose(2_000).optional(),
    policy: policyPatchSchema.optional().describe("Any of its keys."),
    schedule,
    engine: z.enum(ENGINES).optional(),
    claude: claudePatchSchema.optional().describe("Any of its keys."),
    agents: z.array(attachmentSchema).max(100).optional(),
    archived: z
      .boolean()
      .optional()
      .describe(
        "`true`: it can be read, but dreams, decisions and edits are refused and no agent loads it. `false` takes it out of the archive.",
      ),
  })
  .strict();
export type UpdateStoreInput = z.infer<typeof updateStoreSchema>;

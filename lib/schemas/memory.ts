import { z } from "zod";
import { MEMORY_KINDS } from "@/lib/domain/memory";
import { prose } from "@/lib/schemas/text";

const path = z
  .string()
  .max(2_000)
  .meta({ examples: ["/preferences/invoices.md"] });

export const onePathQuery = z.object({ path });

export const removeMemoryQuery = z.object({
  path,
  expected_sha256: z.string().optional().describe("Refused when the memory reads otherwise."),
  session_id: z.string().min(1).max(512).optional(),
});

export const putMemorySchema = z
  .object({
    path,
    content: z.string().optional().describe("Markdown, at most 102,400 bytes. Needed unless only `pin` is given."),
    expected_sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "is a SHA-256 in lower-case hex")
      .optional()
      .describe("Refused when the memory reads otherwise."),
    kind: z.enum(MEMORY_KINDS).optional().describe("Left out: as it is, or what the path's folder suggests."),
    pin: z.boolean().optional().describe("A pinned memory is changed by no dream except through an explicit decision."),
    session_id: z.string().min(1).max(512).optional().describe("Needed with an agent's key."),
  })
  .strict()
  .refine((v) => v.content !== undefined || v.pin !== undefined, { message: "give content, pin or both", path: ["content"] });
export type PutMemoryInput = z.infer<typeof putMemorySchema>;

export const rollbackSchema = z
  .object({
    to_version: z.number().int().min(1),
    paths: z.array(path).min(1).max(2_000).optional().describe("Only these memories; left out: all."),
    reason: prose(2_000).default(""),
    expected_head: z.number().int().min(1).optional().describe("Refused when the head is another."),
    preview: z.boolean().default(false).describe("Only answers what would change."),
  })
  .strict();
export type RollbackInput = z.infer<typeof rollbackSchema>;

import { z } from "zod";
import { MEMORY_KINDS } from "@/lib/domain/memory";
import { prose } from "@/lib/schemas/text";

export const putMemorySchema = z
  .object({
    path: z.string().max(2_000),
    content: z.string().optional(),
    expected_sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "is a SHA-256 in lower-case hex")
      .optional(),
    kind: z.enum(MEMORY_KINDS).optional(),
    pin: z.boolean().optional(),
    session_id: z.string().min(1).max(512).optional(),
  })
  .strict()
  .refine((v) => v.content !== undefined || v.pin !== undefined, { message: "give content, pin or both", path: ["content"] });
export type PutMemoryInput = z.infer<typeof putMemorySchema>;

export const rollbackSchema = z
  .object({
    to_version: z.number().int().min(1),
    paths: z.array(z.string().max(2_000)).min(1).max(2_000).optional(),
    reason: prose(2_000).default(""),
    expected_head: z.number().int().min(1).optional(),
    preview: z.boolean().default(false),
  })
  .strict();
export type RollbackInput = z.infer<typeof rollbackSchema>;

import type { z } from "zod";
import { AppError } from "@/lib/domain/errors";

/** An opaque cursor: where a list goes on. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position), "utf8").toString("base64url");
}

/** The position in a cursor, or null without one. Throws `invalid_request` for a cursor that this list did not give. */
export function decodeCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | null {
  if (cursor === undefined || cursor === "") return null;
  try {
    const result = schema.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    // PostgreSQL takes no U+0000 and none of ours holds one.
    if (result.success && !JSON.stringify(result.data).includes("\\u0000")) return result.data;
  } catch {
    // not JSON: the same refusal
  }
  throw new AppError("invalid_request", "The cursor is not one of this list.", [{ path: "cursor", message: "not a cursor of this list" }]);
}

/**
 * One page of rows that were read one beyond the limit: `toPage(rows, limit, (last) => [last.createdAt, last.id])`.
 * `positionOf` gives what the next page begins after.
 */
export function toPage<T>(rows: T[], limit: number, positionOf: (last: T) => unknown): { data: T[]; next_cursor: string | null } {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}

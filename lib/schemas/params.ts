import { z } from "zod";

/** `[id]` of a route: any word; what is not there answers 404. */
export const idParams = z.object({ id: z.string().max(200) });

/** A version's number in a query. */
export const versionNumber = z.coerce.number().int().min(1).max(2_147_483_647);

/** `?archived=` of lists of what can be archived. */
export const archivedQuery = z
  .enum(["true", "false"])
  .default("false")
  .transform((v) => v === "true")
  .describe("`true`: those in the archive instead of those in use.");

/** `?limit=&cursor=` of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(1000).optional().describe("`next_cursor` of the page before."),
});

import { type Context, requirePermission } from "@/lib/domain/context";
import type { Event } from "@/lib/domain/views";
import { listEventPage } from "@/lib/queries/event-page";

/** A part of a session for who may read it: what an action answers. Throws `forbidden`, `not_found`. */
export async function readEvents(ctx: Context, input: { id: string; revision: number; from: number; limit: number }): Promise<Event[]> {
  requirePermission(ctx, "transcripts.read");
  return listEventPage(ctx.scope, input.id, input);
}

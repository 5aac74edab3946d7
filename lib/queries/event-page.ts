import { db } from "@/lib/db/client";
import type { Scope } from "@/lib/domain/context";
import type { Event } from "@/lib/domain/views";
import { eventOf } from "@/lib/queries/dream-input";
import { eventView, getRevision } from "@/lib/queries/transcripts";

/** A longer text comes cut to this many characters: nobody reads on, and the raw session has it. */
const MAX_CHARS = 200_000;
/** What one page of events weighs at most, if it is not one event alone. */
const MAX_PAGE_BYTES = 2_000_000;

type Row = {
  seq: number;
  type: string;
  at: Date | null;
  text: string;
  chars: number;
  tool_name: string | null;
  call_id: string | null;
  is_error: boolean | null;
  trust: string;
};

/**
 * Events of a revision to be drawn, in order and without gaps from `from` on: `limit` at most, fewer where they are heavy. A cut text says in
 * `text_chars` how long it is; the event `whole` is never cut. Throws `not_found`.
 */
export async function listEventPage(
  scope: Scope,
  id: string,
  page: { revision?: number | undefined; from: number; limit: number; whole?: number | undefined },
): Promise<Event[]> {
  const { revision } = await getRevision(scope, id, page.revision);
  const to = Math.min(revision.events, page.from + page.limit);
  const rows = await db.$queryRaw<Row[]>`
    with sized as (
      select seq, least(octet_length(text), ${MAX_CHARS}) as bytes, sum(least(octet_length(text), ${MAX_CHARS})) over (order by seq) as total
      from event where workspace_id = ${scope.workspaceId} and transcript_id = ${id} and branch = ${revision.branch}
        and seq >= ${page.from} and seq < ${to})
    select e.seq, e.type, e.at, case when e.seq = ${page.whole ?? -1} then e.text else left(e.text, ${MAX_CHARS}) end as text,
      length(e.text) as chars, e.tool_name, e.call_id, e.is_error, e.trust
    from sized s join event e on e.workspace_id = ${scope.workspaceId} and e.transcript_id = ${id} and e.branch = ${revision.branch} and e.seq = s.seq
    where s.total - s.bytes < ${MAX_PAGE_BYTES} order by e.seq`;
  return rows.map(({ chars, ...row }) => {
    const event = eventView(eventOf(row));
    // What a call was asked stands in its text already; a second copy would double the page.
    if (event.tool) delete event.tool.input;
    return chars > MAX_CHARS && row.seq !== page.whole ? { ...event, text_chars: chars } : event;
  });
}

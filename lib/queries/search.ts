import { db } from "@/lib/db/client";
import type { Scope } from "@/lib/domain/context";
import type { MemoryKind } from "@/lib/domain/memory";
import { HIT_END, HIT_START, parseSnippet, type Snippet } from "@/lib/domain/snippet";
import type { EventType } from "@/lib/domain/transcript";
import type { Transcript } from "@/lib/domain/views";
import { listTranscripts } from "@/lib/queries/transcripts";

export type MemoryHit = {
  /** Of its revision: the cursor of the next page. */
  id: string;
  store_id: string;
  store_name: string;
  path: string;
  kind: MemoryKind;
  since_version: number;
  at: string;
  snippet: Snippet;
};

/** A session that fits; `event` is the first event with the words, null when they stand in its title, its user or its id. */
export type SessionHit = { session: Transcript; event: { seq: number; type: EventType; snippet: Snippet } | null };

type PageAsked = { limit: number; after: string | null };

const BORDERS = HIT_START + HIT_END;
const HEADLINE = `StartSel=${HIT_START}, StopSel=${HIT_END}, MinWords=16, MaxWords=40, ShortWord=0`;
/** As much of a text as is indexed; the rest cannot hold the hit. */
const INDEXED = 500_000;

/** Memories of all heads whose text or path holds `q`, newest first, `limit` + 1 at most; the derived index is left out. */
export async function searchMemories(scope: Scope, q: string, page: PageAsked): Promise<MemoryHit[]> {
  const { workspaceId } = scope;
  const storeIds = scope.storeIds ? [...scope.storeIds] : null;
  const like = `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const rows = await db.$queryRaw<(Omit<MemoryHit, "at" | "snippet"> & { created_at: Date; marked: string })[]>`
    with hit as (
      select r.id, r.store_id, s.name as store_name, r.path, r.kind, r.from_version, r.created_at, r.sha256
      from memory_revision r join store s on s.workspace_id = r.workspace_id and s.id = r.store_id
      where r.workspace_id = ${workspaceId} and r.until_version is null and not r.derived and s.archived_at is null
        and (${storeIds}::text[] is null or r.store_id = any(${storeIds}::text[]))
        and (${page.after}::text is null or r.id < ${page.after})
        and (r.path ilike ${like} or r.sha256 in (select reveille_blobs_with(${workspaceId}, ${q})))
      order by r.id desc limit ${page.limit + 1})
    select hit.id, hit.store_id, hit.store_name, hit.path, hit.kind, hit.from_version as since_version, hit.created_at,
      ts_headline('english', translate(left(b.content, ${INDEXED}::int), ${BORDERS}, ''), websearch_to_tsquery('english', ${q}), ${HEADLINE}) as marked
    from hit join blob b on b.workspace_id = ${workspaceId} and b.sha256 = hit.sha256
    order by hit.id desc`;
  return rows.map(({ created_at, marked, ...r }) => ({ ...r, at: created_at.toISOString(), snippet: parseSnippet(marked) }));
}

/** Sessions whose newest revision, title, user or id holds `q`, newest first, `limit` + 1 at most. */
export async function searchSessions(scope: Scope, q: string, page: PageAsked): Promise<SessionHit[]> {
  const { workspaceId } = scope;
  const sessions = await listTranscripts(scope, { q }, page);
  const rows = await db.$queryRaw<{ id: string; seq: number; type: string; marked: string }[]>`
    select t.id, h.seq, h.type,
      ts_headline('english', translate(left(h.text, ${INDEXED}::int), ${BORDERS}, ''), websearch_to_tsquery('english', ${q}), ${HEADLINE}) as marked
    from transcript t
    join transcript_revision r on r.workspace_id = t.workspace_id and r.transcript_id = t.id and r.revision = t.revision
    cross join lateral (
      select e.seq, e.type, e.text from event e
      where e.workspace_id = ${workspaceId} and e.transcript_id = t.id and e.branch = r.branch and e.seq < r.events
        and reveille_words(e.text) @@ websearch_to_tsquery('english', ${q})
      order by e.seq limit 1) h
    where t.workspace_id = ${workspaceId} and t.id = any(${sessions.map((s) => s.id)})`;
  const hits = new Map(rows.map((r) => [r.id, { seq: r.seq, type: r.type as EventType, snippet: parseSnippet(r.marked) }]));
  return sessions.map((session) => ({ session, event: hits.get(session.id) ?? null }));
}

import type { Metadata } from "next";
import { spellHidden } from "@/components/diff/visible-text";
import { type Hit, HitList } from "@/components/search/hit-list";
import { SearchForm } from "@/components/search/search-form";
import { PageColumn } from "@/components/shell/app-shell";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Section } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { RelativeTime } from "@/components/ui/relative-time";
import { requirePageContext } from "@/lib/auth/context";
import { paths } from "@/lib/paths";
import { type MemoryHit, type SessionHit, searchMemories, searchSessions } from "@/lib/queries/search";

export const metadata: Metadata = { title: "Search" };

const PER_PAGE = 20;

type Asked = Record<"q" | "memories" | "sessions", string | string[] | undefined>;

const memoryHit = (m: MemoryHit): Hit => ({
  key: m.id,
  href: paths.memory(m.store_id, m.path),
  title: spellHidden(m.path),
  detail: (
    <>
      <span>{m.store_name}</span>
      <span>
        version {m.since_version}, <RelativeTime at={m.at} />
      </span>
    </>
  ),
  snippet: m.snippet,
});

const sessionHit = ({ session: s, event }: SessionHit): Hit => ({
  key: s.id,
  href: paths.transcript(s.id, event ? { seq: event.seq } : undefined),
  title: spellHidden(s.title ?? s.external_id),
  detail: (
    <>
      <span>{s.agent_name}</span>
      <RelativeTime at={s.started_at ?? s.created_at} />
      {event ? <span>{`event ${event.seq}, ${event.type.replace("_", " ")}`}</span> : <span>in its title, user or id</span>}
    </>
  ),
  snippet: event?.snippet ?? null,
});

/** Where does a word stand: in what the agents believe, and in what happened? */
export default async function SearchPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const ctx = await requirePageContext();
  const asked = await searchParams;
  const one = (value: Asked["q"]) => (typeof value === "string" ? value.replaceAll("\0", "").trim().slice(0, 500) : "");
  const [q, afterMemory, afterSession] = [one(asked.q), one(asked.memories) || null, one(asked.sessions) || null];
  const [memories, sessions] =
    q === ""
      ? [[], []]
      : await Promise.all([
          searchMemories(ctx.scope, q, { limit: PER_PAGE, after: afterMemory }),
          searchSessions(ctx.scope, q, { limit: PER_PAGE, after: afterSession }),
        ]);
  const lastMemory = memories.length > PER_PAGE ? memories[PER_PAGE - 1] : undefined;
  const lastSession = sessions.length > PER_PAGE ? sessions[PER_PAGE - 1] : undefined;
  const cursors = { memories: afterMemory ?? undefined, sessions: afterSession ?? undefined };
  return (
    <PageColumn>
      <PageHeader headline="Search" detail="What every store says now, and every session; newest first." />
      <SearchForm key={q} q={q} />
      {q === "" ? (
        <EmptyState title="What are you looking for?">
          Words are found in any of their forms; words in quotes only as they stand.
        </EmptyState>
      ) : (
        <>
          <Section id="memories" title="Memories">
            {memories.length > 0 ? (
              <HitList label="Memories, newest first" hits={memories.slice(0, PER_PAGE).map(memoryHit)} />
            ) : (
              <p className="text-13 text-muted">No {afterMemory ? "older " : ""}memory says so.</p>
            )}
            <Pager
              label="Older memories"
              {...(lastMemory ? { next: paths.search({ ...cursors, q, memories: lastMemory.id }) } : {})}
              {...(afterMemory ? { first: paths.search({ ...cursors, q, memories: undefined }) } : {})}
            />
          </Section>
          <Section id="sessions" title="Sessions">
            {sessions.length > 0 ? (
              <HitList label="Sessions, newest first" hits={sessions.slice(0, PER_PAGE).map(sessionHit)} />
            ) : (
              <p className="text-13 text-muted">No {afterSession ? "older " : ""}session says so.</p>
            )}
            <Pager
              label="Older sessions"
              {...(lastSession ? { next: paths.search({ ...cursors, q, sessions: lastSession.session.id }) } : {})}
              {...(afterSession ? { first: paths.search({ ...cursors, q, sessions: undefined }) } : {})}
            />
          </Section>
        </>
      )}
    </PageColumn>
  );
}

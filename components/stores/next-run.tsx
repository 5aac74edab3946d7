import Link from "next/link";
import { runTime, scheduleSentence, waitSentence } from "@/components/stores/schedule-words";
import { count } from "@/components/ui/labels";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Store } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** When the store dreams next by itself, and what it waits for; for a store without a schedule, where to give it one. */
export function NextRun({ store, mayChange }: { store: Store; mayChange: boolean }) {
  const { schedule, next_run: next, schedule_wait: wait } = store;
  if (!schedule || !next)
    return mayChange && store.agents.length > 0 ? (
      <p className="text-13 text-muted">
        Dreams of this store start by hand.{" "}
        <Link href={`${paths.storeSettings(store.id)}#schedule`} className="rounded-sm underline underline-offset-2">
          Let it dream by itself
        </Link>
      </p>
    ) : null;
  const unread = store.unread_transcripts ?? 0;
  return (
    <section aria-label="Next dream" className="text-13 text-muted">
      <p title={`Dreams ${scheduleSentence(schedule)}`}>
        <span className="font-strong text-ink">Next dream </span>
        <time dateTime={next} className="text-ink">
          {runTime(next, schedule.timezone)}
        </time>
        {` (${schedule.timezone}), `}
        <RelativeTime at={next} />
        {unread < schedule.min_new_transcripts ? `. Waiting: ${unread} of ${count(schedule.min_new_transcripts, "new session")}.` : "."}
      </p>
      {wait ? <p>{waitSentence(wait, schedule.timezone)}</p> : null}
    </section>
  );
}

import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { systemContext } from "@/lib/domain/context";
import { log } from "@/lib/log";
import { runSchedule } from "@/lib/services/run-schedule";

/** How often a run that waits for quiet is looked at. */
const QUIET_LOOK_MS = 30_000;

type Due = { workspace_id: string; id: string };

/**
 * Looks at every store whose schedule has something to do at `now`. Any number of workers may do so at once: what one claims, another finds done.
 * A store that fails does not keep the others waiting. Answers the dreams that were started.
 */
export async function tick(now = new Date()): Promise<string[]> {
  const looked = new Date(now.getTime() - QUIET_LOOK_MS).toISOString();
  const due = await db.$queryRaw<Due[]>`
    select workspace_id, id from store where archived_at is null and next_run_at is not null
      and (next_run_at <= ${now} or (schedule_wait ->> 'why' = 'quiet' and schedule_wait ->> 'looked_at' <= ${looked}))
    order by next_run_at, id`;
  const started: string[] = [];
  for (const store of due) {
    const ctx = systemContext(store.workspace_id, systemActor("schedule", "Schedule"));
    const dream = await runSchedule(ctx, store.id, now).catch((err) => {
      log.error({ err, store: store.id }, "schedule");
      return null;
    });
    if (dream) started.push(dream);
  }
  return started;
}

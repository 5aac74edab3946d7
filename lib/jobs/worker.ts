import { setTimeout } from "node:timers/promises";
import { db } from "@/lib/db/client";
import { type Job, openQueue } from "@/lib/db/queue";
import { runDream } from "@/lib/jobs/run-dream";
import { tick } from "@/lib/jobs/tick";
import { log } from "@/lib/log";
import { dropOldAnswers } from "@/lib/services/keep-answers";
import { makeSample } from "@/lib/services/make-sample";
import { dropBrokenUploads } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";

const SWEEP_MS = 2_000;
/** Schedules count in minutes: a run starts this much after its time at most. */
const TICK_MS = 5_000;
/** Waits, but not past the end. */
const pause = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => {});

/** At most this many dreams and this many imports at once in one worker. */
const AT_ONCE = 2;

type Due = { workspace_id: string; id: string };

/**
 * Works until `signal`: rings of the queue are answered at once, and a sweep takes up what no ring told of: what a dead worker left behind when its lease
 * has run out, and what was queued while nobody listened. It also looks which stores' schedules have come. Resolves when everything in hand has been handed back.
 * `onLooked` is called whenever it has looked in the database: while that happens every few seconds, the worker is well.
 */
export async function work(owner: string, signal: AbortSignal, onLooked: () => void = () => {}): Promise<void> {
  const inHand = new Map<string, Promise<void>>();
  const take = (kind: "dream" | "import", workspaceId: string, id: string): Promise<void> => {
    const known = inHand.get(id);
    if (known) return known;
    const job = (kind === "dream" ? runDream(workspaceId, id, owner, signal) : runImport(workspaceId, id, `${owner}:${id}`, signal))
      .catch((err) => log.error({ err, kind, id }, "job failed"))
      .finally(() => {
        inHand.delete(id);
        if (kind === "import" && !signal.aborted) void nextImports();
      });
    inHand.set(id, job);
    return job;
  };
  const room = (prefix: string) => Math.max(0, AT_ONCE - [...inHand.keys()].filter((id) => id.startsWith(prefix)).length);
  /** Takes up the oldest imports that wait or were left behind, as many as there is room for; the end of each looks for the next. */
  const nextImports = async () => {
    const due = await db.$queryRaw<Due[]>`
      select workspace_id, id from import where status = 'queued' or (status = 'running' and (lease_until is null or lease_until < now()))
      order by created_at limit ${AT_ONCE * 2}`.catch((err): Due[] => {
      log.warn({ err }, "waiting imports could not be read");
      return [];
    });
    for (const { workspace_id, id } of due)
      if (!inHand.has(id) && room("imp") > 0 && !signal.aborted) void take("import", workspace_id, id);
  };

  const queue = openQueue(process.env.DATABASE_URL ?? "");
  queue.on("error", (err) => log.error({ err }, "queue"));
  await queue.start();
  const options = { pollingIntervalSeconds: 0.5 };
  type Of<N extends Job["name"]> = Extract<Job, { name: N }>["data"];
  await queue.work<Of<"dream">>("dream", options, async ([job]) => {
    if (job) await take("dream", job.data.workspaceId, job.data.dreamId);
  });
  await queue.work<Of<"import">>("import", options, nextImports);
  await queue.work("sample", options, async () => {
    const making = makeSample();
    // Finished before the database is let go: half a sample would be told as a failed import.
    inHand.set(
      "sample",
      making.catch(() => {}),
    );
    await making.finally(() => inHand.delete("sample"));
  });

  const sweep = async () => {
    const dreams = await db.$queryRaw<Due[]>`
      select workspace_id, id from dream where (status = 'queued' and created_at < now() - interval '2 seconds')
        or (status = 'running' and (lease_until is null or lease_until < now())) order by created_at limit ${room("drm")}`;
    for (const d of dreams) void take("dream", d.workspace_id, d.id);
    await nextImports();
    await dropBrokenUploads();
    await dropOldAnswers();
  };
  let tickAt = 0;
  while (!signal.aborted) {
    if (Date.now() >= tickAt) {
      tickAt = Date.now() + TICK_MS;
      await tick().catch((err) => log.warn({ err }, "tick"));
    }
    await sweep().then(onLooked, (err) => log.warn({ err }, "sweep"));
    await pause(SWEEP_MS, signal);
  }
  await Promise.allSettled(inHand.values());
  await queue.stop({ graceful: true, timeout: 5_000, wait: true }).catch((err) => log.warn({ err }, "queue did not stop"));
  await db.$disconnect();
}

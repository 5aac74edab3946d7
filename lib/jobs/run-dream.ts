import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { systemContext } from "@/lib/domain/context";
import type { DreamInput, DreamPhase } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import { type DreamEngine, type DreamRun, DreamStopped } from "@/lib/dreaming/engine";
import { gate } from "@/lib/dreaming/gate";
import { withCases } from "@/lib/dreaming/local/cases";
import { engineOf } from "@/lib/jobs/engine-of";
import { log } from "@/lib/log";
import { loadDream, loadMemoryOfRejections, loadOpenChanges } from "@/lib/queries/dream-input";
import { endDream, type Finished, finishDream } from "@/lib/services/finish-dream";

const LEASE_MS = 15_000;
const BEAT_MS = 3_000;
/** A dream whose worker died this often is not tried again: something in it kills workers. */
const MAX_ATTEMPTS = 4;
export const MAX_CHANGES = 500;

type Claim = { storeId: string; baseVersion: number; attempts: number };

/** Takes a dream that waits, or whose worker let its lease run out. Null when somebody else has it or it has ended. */
async function claim(workspaceId: string, dreamId: string, owner: string): Promise<Claim | null> {
  const rows = await db.$queryRaw<{ store_id: string; base_version: number; attempts: number }[]>`
    update dream set status = 'running', owner = ${owner}, lease_until = now() + ${`${LEASE_MS} milliseconds`}::interval, attempts = attempts + 1,
      started_at = coalesce(started_at, now()), phase = coalesce(phase, 'review')
    where workspace_id = ${workspaceId} and id = ${dreamId}
      and (status = 'queued' or (status = 'running' and (lease_until is null or lease_until < now())))
    returning store_id, base_version, attempts`;
  const row = rows[0];
  return row ? { storeId: row.store_id, baseVersion: row.base_version, attempts: row.attempts } : null;
}

/** Renews the lease; aborts when the dream was canceled, taken over, or ended elsewhere. */
async function beat(workspaceId: string, dreamId: string, owner: string, stop: (why: "canceled" | "lost") => void): Promise<void> {
  const rows = await db.$queryRaw<{ cancel: boolean }[]>`
    update dream set lease_until = now() + ${`${LEASE_MS} milliseconds`}::interval
    where workspace_id = ${workspaceId} and id = ${dreamId} and owner = ${owner} and status = 'running'
    returning cancel_requested_at is not null as cancel`;
  if (!rows[0]) stop("lost");
  else if (rows[0].cancel) stop("canceled");
}

/**
 * One dream through its phases. Claim, think, record: no transaction is open while the engine works. A dream whose worker is killed is taken up by
 * another when the lease runs out, and steps that were remembered are not repeated. `signal` stops it without ending it: another worker goes on.
 */
export async function runDream(workspaceId: string, dreamId: string, owner: string, signal: AbortSignal): Promise<void> {
  const claimed = await claim(workspaceId, dreamId, owner);
  if (!claimed) return;
  const ctx = systemContext(workspaceId, systemActor("worker", "Worker"));
  const abort = new AbortController();
  let why: "canceled" | "lost" | "stopped" | null = null;
  const stop = (reason: "canceled" | "lost" | "stopped") => {
    why ??= reason;
    abort.abort(new DreamStopped(reason));
  };
  const onStop = () => stop("stopped");
  signal.addEventListener("abort", onStop);
  const timer = setInterval(
    () => void beat(workspaceId, dreamId, owner, stop).catch((err) => log.warn({ err, dream_id: dreamId }, "lease not renewed")),
    BEAT_MS,
  );
  try {
    if (claimed.attempts > MAX_ATTEMPTS) {
      await endDream(ctx, dreamId, owner, "failed", { message: `The dream was interrupted ${MAX_ATTEMPTS} times and is not tried again.` });
      return;
    }
    const loaded = await loadDream(workspaceId, dreamId);
    if (!loaded) return;
    if (loaded.canceled) stop("canceled");
    const engine = await engineOf(workspaceId, dreamId, loaded);
    const run = dreamRun(workspaceId, dreamId, owner, abort.signal);
    abort.signal.throwIfAborted();
    const dream = { id: dreamId, storeId: loaded.storeId, owner, baseVersion: claimed.baseVersion };
    let done: Finished = "again";
    // Somebody decided, between the gate and the record, what the drafts were compared with: they are compared anew.
    while (done === "again") {
      const result = await think(loaded.input, engine, run, { workspaceId, storeId: loaded.storeId, policy: loaded.policy });
      abort.signal.throwIfAborted();
      done = await finishDream(ctx, dream, result);
    }
    // Canceled between the last look and the record: then nothing was recorded, and the dream ends canceled.
    if (done === "not-ours") await endDream(ctx, dreamId, owner, "canceled", null);
  } catch (err) {
    await giveUp(err, why);
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", onStop);
  }

  async function giveUp(err: unknown, reason: typeof why) {
    if (reason === "lost") return;
    if (reason === "canceled") {
      await endDream(ctx, dreamId, owner, "canceled", null);
      return;
    }
    if (reason === "stopped") {
      // Handed back: the next worker takes it up at once, and a graceful stop is not an attempt.
      await db.dream.updateMany({
        where: { workspaceId, id: dreamId, owner, status: "running" },
        data: { leaseUntil: new Date(0), attempts: { decrement: 1 } },
      });
      return;
    }
    log.error({ err, dream_id: dreamId }, "dream failed");
    const message = err instanceof AppError ? err.message : "Something went wrong in the engine; the worker's log says what.";
    await endDream(ctx, dreamId, owner, "failed", { message });
  }
}

function dreamRun(workspaceId: string, dreamId: string, owner: string, signal: AbortSignal): DreamRun {
  // One after another: of two on their way at once the older could arrive last, and the bar would go backwards.
  let last: Promise<unknown> = Promise.resolve();
  return {
    signal,
    async progress(phase: DreamPhase, done: number, total: number, found = 0) {
      const next = last.then(() =>
        db.dream.updateMany({ where: { workspaceId, id: dreamId, owner, status: "running" }, data: { phase, done, total, found } }),
      );
      last = next.catch(() => {});
      await next;
    },
  };
}

const caseNumbers = (sessions: DreamInput["sessions"]) => new Map(withCases(sessions).map((s) => [s.transcriptId, s.case]));

const NO_SESSIONS = "There was no session to read: those of the store's agents were all read before, are left out, or never really ran.";

const joinedNote = ({ length: n }: readonly unknown[]) =>
  n === 0
    ? []
    : [
        `${n === 1 ? "One finding is" : `${n} findings are`} proposed already and still open: what speaks for ${n === 1 ? "it" : "them"} was added there.`,
      ];

/** Engine, then gate. A draft of more than 500 changes is drafted again over half the sessions; the rest stays unread, and the notes say so. */
async function think(
  input: DreamInput,
  engine: DreamEngine,
  run: DreamRun,
  where: { workspaceId: string; storeId: string; policy: Parameters<typeof gate>[2]["policy"] },
) {
  const remembered = await loadMemoryOfRejections(where.workspaceId, where.storeId);
  const openChanges = await loadOpenChanges(where.workspaceId, where.storeId);
  for (let sessions = input.sessions; ; sessions = sessions.slice(0, Math.floor(sessions.length / 2))) {
    const part = { ...input, sessions };
    const draft = await engine.draft(part, run);
    run.signal.throwIfAborted();
    const gated = await gate(draft, part, { policy: where.policy, cases: caseNumbers(sessions), openChanges, ...remembered });
    if (gated.changes.length > MAX_CHANGES && sessions.length > 1) continue;
    const left = input.sessions.length - sessions.length;
    const notes = left > 0 ? [`${left} sessions were left for the next dream: a proposal has at most ${MAX_CHANGES} changes.`] : [];
    return {
      changes: gated.changes.slice(0, MAX_CHANGES),
      considered: [...draft.considered, ...gated.considered],
      findings: gated.findings,
      notes: [...(input.sessions.length === 0 ? [NO_SESSIONS] : []), ...draft.notes, ...notes, ...joinedNote(gated.joined)],
      joined: gated.joined,
      unprocessed: draft.unprocessed ?? [],
      read: sessions
        .filter((s) => !draft.unread?.includes(s.transcriptId))
        .map((s) => ({ transcriptId: s.transcriptId, revision: s.revision })),
    };
  }
}

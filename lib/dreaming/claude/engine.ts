import type Anthropic from "@anthropic-ai/sdk";
import type { ClaudeSettings } from "@/lib/domain/claude";
import { capabilitiesOf, roughTokens } from "@/lib/domain/claude-models";
import type { Considered, DraftChange, DreamDraft, DreamInput } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import { comparePaths } from "@/lib/domain/memory";
import type { Answer } from "@/lib/dreaming/claude/answer";
import { Asker } from "@/lib/dreaming/claude/ask";
import { askInBatch } from "@/lib/dreaming/claude/batches";
import { type Candidate, candidatesOf, type Sound, soundIn } from "@/lib/dreaming/claude/candidates";
import { estimateOf } from "@/lib/dreaming/claude/estimate";
import { type Extraction, type NotProcessed, notProcessed, type Reading, readingsOf } from "@/lib/dreaming/claude/extract";
import { type Shard, shardsOf } from "@/lib/dreaming/claude/groups";
import type { Caps, Ledger } from "@/lib/dreaming/claude/ledger";
import { Drafting, type ReconcileAnswer } from "@/lib/dreaming/claude/operations";
import { ofDifferentPeople } from "@/lib/dreaming/claude/people";
import type { Prices } from "@/lib/dreaming/claude/prices";
import { reconcileQuestion } from "@/lib/dreaming/claude/reconcile";
import { countedOver } from "@/lib/dreaming/claude/statistics";
import { pruneDrafts, pruneQuestion, suspectsOf } from "@/lib/dreaming/claude/suspects";
import type { DreamEngine, DreamRun } from "@/lib/dreaming/engine";
import { createGround } from "@/lib/dreaming/grounding";
import { mergeNearDuplicates } from "@/lib/dreaming/local/near-duplicates";
import { prune } from "@/lib/dreaming/local/prune";
import { canonicalOrder } from "@/lib/dreaming/local/sort";

export type ClaudeOptions = {
  client: Anthropic;
  settings: ClaudeSettings;
  ledger: Ledger;
  prices: Prices;
  caps: Caps;
  /** Most of the memories that pruning may remove. */
  maxRemovedShare: number;
  /** In place of the settings' requests at once. */
  concurrency?: number;
  backoffMs?: number;
  pollMs?: number;
};

const POLL_MS = 60_000;
/** Removals that are allowed whatever the share: the bound of the gate. */
const ALWAYS_ALLOWED = 3;
/** By then the first requests are on their way, and none is answered. */
const OWN_WORK_AFTER_MS = 150;
/** A request of candidates that cannot be answered is cut into an eighth at most. */
const MAX_HALVINGS = 3;

type Read = { reading: Reading; answer: Answer<Extraction>; found: Sound };

/**
 * The engine on the Messages API: each session is read once (extract), what belongs together is brought together with the memories concerned (reconcile),
 * and only suspicious memories are looked at (prune). Models name and word; our code finds the quotes, orders the statements and writes the text.
 */
export function claudeEngine(options: ClaudeOptions): DreamEngine {
  return {
    name: "claude",
    estimate: (input) => estimateOf(input, { ...options, recall: options.ledger.recall }),
    draft: (input, run) => draft(input, run, options),
  };
}

async function draft(given: DreamInput, run: DreamRun, options: ClaudeOptions): Promise<DreamDraft> {
  const sessions = canonicalOrder(given.sessions);
  const input = { ...given, sessions };
  const { settings } = options;
  const atOnce = options.concurrency ?? settings.requests_at_once;
  const asker = new Asker({ ...options, signal: run.signal, concurrency: atOnce });
  const how = { effort: settings.effort, instructions: input.instructions };

  await run.progress("review", 0, sessions.length);
  const statistics = once(() => countedOver(input));
  const ground = createGround(input);
  const soundOf = (reading: Reading, answer: Answer<Extraction>): Read => {
    const found = answer.kind === "answer" ? soundIn(reading.session, answer.value, ground) : { sound: [], considered: [] };
    return { reading, answer, found };
  };
  const readings = readingsOf(sessions, { ...how, model: settings.extract_model });

  // Our own work is done while the first answers are waited for: later it would keep those that have come from being booked.
  const early = setTimeout(() => attempt(statistics), OWN_WORK_AFTER_MS);
  const read = await extract(readings, asker, run, options, soundOf).finally(() => clearTimeout(early));
  const missed = notProcessed(sessions, read);
  // What was refused or is too long stays so: it is reported, and the next dream goes past it.
  const changeable = missed.some((m) => m.reason === "failed" || m.reason === "unparsable");
  if (changeable && missed.length === sessions.length)
    throw new AppError("unprocessable", `No session could be read: ${missed[0]?.why}. Nothing was changed.`);
  const { candidates, considered } = candidatesOf(inOrder(input, read));
  const usable = candidates.length;

  const counted = statistics();
  const drafting = new Drafting(
    input.memories,
    counted.changes.map((c) => c.path),
  );
  const lost = await reconcile(shardsOf(candidates, input.memories, atOnce), {
    asker,
    run,
    drafting,
    facts: counted.facts,
    how,
    model: settings.reconcile_model,
    found: usable,
  });

  await run.progress("prune", 0, 1, usable);
  const merged = mergeNearDuplicates(input.memories, [...counted.changes, ...drafting.changes()], ofDifferentPeople(sessions));
  const pruned = prune(input.memories, input.asOf, merged.changes);
  const byModel = await pruneByModel(input, pruned.changes, asker, options);
  await run.progress("prune", 1, 1, usable);

  const changes = [...pruned.changes, ...byModel.changes].sort((a, b) => comparePaths(a.path, b.path));
  return {
    changes,
    considered: [
      ...considered,
      ...counted.considered,
      ...drafting.considered,
      ...merged.considered,
      ...pruned.considered,
      ...byModel.considered,
    ],
    notes: notesOf({ sessions: sessions.length, missed, candidates, changes, lost: lost.candidates }),
    unprocessed: missed.map(({ transcriptId, reason, why }) => ({ transcriptId, reason, why })),
    unread: [...new Set([...missed.flatMap((m) => (m.reason === "failed" ? [m.transcriptId] : [])), ...lost.sessions])],
  };
}

async function extract(
  readings: readonly Reading[],
  asker: Asker,
  run: DreamRun,
  options: ClaudeOptions,
  soundOf: (reading: Reading, answer: Answer<Extraction>) => Read,
): Promise<Read[]> {
  const { settings } = options;
  let done = 0;
  let found = 0;
  const tell = async (answer: Answer<Extraction>) => {
    done++;
    if (answer.kind === "answer") found += answer.value.candidates.length;
    await run.progress("extract", done, readings.length, found);
  };
  await run.progress("extract", 0, readings.length, 0);
  if (settings.mode === "batch") {
    const batch = { ...options, signal: run.signal, pollMs: options.pollMs ?? POLL_MS };
    const answers = await askInBatch(
      readings.map((r) => r.question),
      batch,
      (so) => run.progress("extract", so, readings.length),
    );
    // As in the other mode: what was cut short or could not be read is asked for once more, with more room.
    const again = async (reading: Reading, answer: Answer<Extraction> | undefined): Promise<Read> => {
      const useless = answer === undefined || answer.kind === "too-long" || answer.kind === "unparsable";
      return soundOf(reading, useless ? await asker.ask(reading.question) : answer);
    };
    const read = await all(readings.map((reading, i) => again(reading, answers[i])));
    const candidates = read.reduce((sum, { answer }) => sum + (answer.kind === "answer" ? answer.value.candidates.length : 0), 0);
    await run.progress("extract", readings.length, readings.length, candidates);
    return read;
  }
  const one = async (reading: Reading): Promise<Read> => {
    const answer = await asker.ask(reading.question);
    const read = soundOf(reading, answer);
    await tell(answer);
    return read;
  };
  const [first, ...rest] = readings;
  if (!first) return [];
  // A prefix that is long enough to be cached can be read by the others only once the first has been answered.
  const cacheable = roughTokens(first.question.system.length) >= capabilitiesOf(settings.extract_model).minCacheTokens;
  const head = cacheable ? [await one(first)] : [];
  return [...head, ...(await all((cacheable ? rest : readings).map(one)))];
}

/** What goes wrong here goes wrong again where the result is needed. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch {}
}

function once<T>(work: () => T): () => T {
  let done: { value: T } | null = null;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}

/** Waits for all before it throws, so that nothing runs on behind a dream that has ended. */
async function all<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  const failed = results.find((r) => r.status === "rejected");
  if (failed) throw failed.reason;
  return results.flatMap((r) => (r.status === "fulfilled" ? [r.value] : []));
}

/** In the order of the sessions, whatever order the answers came in. */
function inOrder(input: DreamInput, read: readonly Read[]) {
  const place = new Map(input.sessions.map((s, i) => [s.transcriptId, i]));
  return [...read]
    .sort(
      (a, b) =>
        (place.get(a.reading.session.transcriptId) ?? 0) - (place.get(b.reading.session.transcriptId) ?? 0) ||
        firstSeq(a.reading) - firstSeq(b.reading),
    )
    .map((r) => r.found);
}

const firstSeq = ({ question }: Reading): number => Number(/\n\[(\d+)/.exec(question.user)?.[1] ?? 0);

type Lost = { candidates: number; sessions: string[] };

type Reconciling = {
  asker: Asker;
  run: DreamRun;
  drafting: Drafting;
  facts: readonly string[];
  how: { effort: ClaudeSettings["effort"]; instructions: string | null };
  model: string;
  found: number;
};

/** Answers the candidates that were lost because their request was not answered. Shards are taken in order, so that the same answers give the same drafts. */
async function reconcile(shards: readonly Shard[], { asker, run, drafting, facts, how, model, found }: Reconciling): Promise<Lost> {
  let done = 0;
  await run.progress("reconcile", 0, shards.length, found);
  const answers = await all(
    shards.map(async (shard) => {
      const parts = await inParts(shard, (part) => asker.ask(reconcileQuestion(part, facts, { ...how, model })));
      await run.progress("reconcile", ++done, shards.length, found);
      return parts;
    }),
  );
  const lost: Lost = { candidates: 0, sessions: [] };
  for (const { shard, answer } of answers.flat()) {
    if (answer.kind === "answer") drafting.take(answer.value, shard);
    else {
      lost.candidates += shard.candidates.length;
      // Another time it may be answered; what the sessions gave is kept, so that reading them again costs nothing.
      if (answer.kind === "failed" || answer.kind === "unparsable") lost.sessions.push(...shard.candidates.flatMap((c) => c.sessions));
      drafting.lose(shard.candidates);
    }
  }
  return lost;
}

type Reconciled = { shard: Shard; answer: Answer<ReconcileAnswer> };

/** What is refused for the sake of one candidate, or is too much for one answer, is asked for again in halves: the others are not lost with it. */
async function inParts(
  shard: Shard,
  ask: (shard: Shard) => Promise<Answer<ReconcileAnswer>>,
  deeper = MAX_HALVINGS,
): Promise<Reconciled[]> {
  const answer = await ask(shard);
  const { candidates, memories } = shard;
  const isSplit = deeper > 0 && candidates.length > 1 && (answer.kind === "refused" || answer.kind === "too-long");
  if (!isSplit) return [{ shard, answer }];
  const middle = Math.ceil(candidates.length / 2);
  const halves = [candidates.slice(0, middle), candidates.slice(middle)];
  return (await all(halves.map((half) => inParts({ candidates: half, memories }, ask, deeper - 1)))).flat();
}

async function pruneByModel(
  input: DreamInput,
  changes: readonly DraftChange[],
  asker: Asker,
  { settings, maxRemovedShare }: ClaudeOptions,
): Promise<{ changes: DraftChange[]; considered: Considered[] }> {
  const touched = new Set(changes.flatMap((c) => [c.path, ...(c.newPath ? [c.newPath] : []), ...(c.sources ?? [])]));
  const suspects = suspectsOf(input.memories, input.asOf, touched);
  const removed = changes.filter((c) => c.op === "delete").length;
  const room = Math.max(ALWAYS_ALLOWED, Math.floor(input.memories.length * maxRemovedShare)) - removed;
  if (suspects.length === 0 || room <= 0) return { changes: [], considered: [] };
  const answer = await asker.ask(pruneQuestion(suspects, input.asOf, { model: settings.reconcile_model, effort: settings.effort }));
  if (answer.kind === "answer") return pruneDrafts(answer.value, suspects, room, input.asOf);
  return {
    changes: [],
    considered: [{ text: `${suspects.length} memories were not looked at: ${answer.why}`, outcome: "dropped", rule: "not-processed" }],
  };
}

function notesOf({
  sessions,
  missed,
  candidates,
  changes,
  lost,
}: {
  sessions: number;
  missed: NotProcessed[];
  candidates: Candidate[];
  changes: DraftChange[];
  lost: number;
}): string[] {
  const notes = [`Read ${sessions - missed.length} of ${sessions} sessions; ${candidates.length} candidates whose quotes were found.`];
  if (missed.length > 0)
    notes.push(`${missed.length === 1 ? "One session was" : `${missed.length} sessions were`} not processed; which and why stands below.`);
  if (lost > 0)
    notes.push(
      `${lost} candidates were found but could not be compared with the memory: the model did not answer in a way that could be used. The next dream takes their sessions up again where asking again can help.`,
    );
  const outside = candidates.filter((c) => c.trust === "external").length;
  if (outside > 0)
    notes.push(
      `${outside === 1 ? "One candidate rests" : `${outside} candidates rest`} only on text from outside (a tool, a file, a page). What of it is proposed is blocked until a person decides.`,
    );
  if (changes.length === 0 && candidates.length > 0 && lost === 0)
    notes.push("None of them became a change; why stands below, one by one.");
  return notes;
}

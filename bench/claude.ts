import { dataSet } from "@/bench/lib/data";
import { growthExponent, median, round, seconds, table } from "@/bench/lib/figures";
import { answerOfLoop, firstSentence, lineOf, referenceLoop } from "@/bench/lib/reference-loop";
import type { DreamSession } from "@/lib/domain/dream";
import { claudeClient } from "@/lib/dreaming/claude/client";
import {
  type MemoryLedger,
  memoryLedger,
  type ShownCandidate,
  type ShownEvent,
  scripted,
  testEngine,
} from "@/lib/dreaming/claude/test-dream";
import { stretchOf } from "@/lib/dreaming/claude/verbatim";
import { TEST_KEY } from "@/lib/testing/anthropic/fake-options";
import { COMPARED_LATENCY, leastWallMs, NO_LATENCY } from "@/lib/testing/anthropic/latency";
import { type FakeAnthropic, startFakeAnthropic } from "@/lib/testing/anthropic/server";
import { tauBench } from "@/lib/testing/recorded-sessions";

export const title =
  "Dreaming with Claude against a fake of its API: calls, tokens and wall time, beside a plain loop, under one latency model";

const SIZES = [10, 30, 100];
const AT_ONCE = [8, 16, 100];
const RUNS = 3;
/** One that does not think unasked: the figures to compare with count answers alone. */
const MODEL = "claude-sonnet-4-6";
/** The reference loop where it was first measured, on other runs of the same benchmark: 269,135 input and 14,665 output tokens. */
const PUBLISHED_LOOP_S: Readonly<Record<number, number>> = { 8: 35.4, 16: 25.7, 100: 19.6 };
const SETTINGS = { extract_model: MODEL, reconcile_model: MODEL };

type Size = { sessions: number; calls: number; input: number; output: number; floor: number; ratio: number; overhead_s: number };
type Wall = { at_once: number; ours_s: number; loop_s: number; ratio: number; of_published: number; least_s: number; loop: Loop };
type Loop = { calls: number; input: number; output: number };
type Result = { sizes: Size[]; walls: Wall[]; ten_more: { calls: number; extractions: number; paid_twice: number }; exponent: number };

/**
 * The facts that pipelines are compared by, the first sentence of each user's turn, as our prompt asks for them: the user's own words need no statement,
 * and of a long quote its ends are enough where no other words of the event stand between the same ends.
 */
const extract = (events: ShownEvent[]) =>
  events
    .filter((e) => e.who === "user")
    .flatMap((e) => {
      const fact = firstSentence(e.text);
      return fact === "" ? [] : [{ event_seq: e.seq, quote: inShort(e.text, fact) }];
    });

const MOST_WORDS = 6;

function inShort(text: string, fact: string): string {
  const words = fact.split(/\s+/);
  if (words.length <= MOST_WORDS) return fact;
  const ends = [2, 3].map((n) => `${words.slice(0, n).join(" ")} … ${words.slice(-n).join(" ")}`);
  return ends.find((short) => stretchOf(text, short)?.quote === fact) ?? fact;
}

/** Each candidate becomes a memory, as each fact does in the loop. */
const reconcile = (candidates: ShownCandidate[]) => ({ create: candidates.map((c) => c.n), operations: [] });

const ours = scripted({ extract, reconcile });
const answer = (request: { user: string }) => answerOfLoop(request.user) ?? ours(request);

/** Null when the data set is missing. */
export async function run(say: (line: string) => void): Promise<Result | null> {
  if (!dataSet("tau-bench-airline", say)) return null;
  const sessions = tauBench("tau-bench-airline");
  const fake = await startFakeAnthropic({ answer });
  try {
    const sizes: Size[] = [];
    for (const n of SIZES) {
      say(`${n} sessions at zero latency`);
      sizes.push(await measureSize(fake, sessions.slice(0, n)));
    }
    const walls: Wall[] = [];
    for (const atOnce of AT_ONCE) {
      say(`100 sessions, ${atOnce} requests at once, beside the loop`);
      walls.push(await measureWall(fake, sessions.slice(0, 100), atOnce));
    }
    say("90 sessions, then 10 more");
    const ten_more = await tenMore(fake, sessions.slice(0, 100));
    const exponent = round(growthExponent(sizes.map((s) => ({ x: s.sessions, y: s.input }))));
    print(sizes, walls, ten_more, exponent);
    return { sizes, walls, ten_more, exponent };
  } finally {
    await fake.stop();
  }
}

const dream = (fake: FakeAnthropic, sessions: DreamSession[], atOnce: number, ledger: MemoryLedger = memoryLedger()) =>
  testEngine(fake.url, TEST_KEY, ledger, { settings: { ...SETTINGS, requests_at_once: Math.min(64, atOnce) }, concurrency: atOnce }).draft(
    { engine: "claude", baseVersion: 1, memories: [], sessions, asOf: "2026-05-02T00:00:00Z", instructions: null },
    { signal: new AbortController().signal, progress: async () => {} },
  );

async function measureSize(fake: FakeAnthropic, sessions: DreamSession[]): Promise<Size> {
  fake.set({ latency: NO_LATENCY });
  fake.calls.clear();
  const took: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    fake.calls.clear();
    took.push(await seconds(() => dream(fake, sessions, 16)));
  }
  const { calls, input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = fake.calls.usage();
  const input = input_tokens + cache_creation_input_tokens + cache_read_input_tokens;
  const floor = Math.round(
    sessions.flatMap((s) => s.events).reduce((sum, e) => sum + (e.type === "system" ? 0 : lineOf(e).length + 1), 0) / 4,
  );
  return {
    sessions: sessions.length,
    calls,
    input,
    output: output_tokens,
    floor,
    ratio: round(input / floor),
    overhead_s: round(median(took)),
  };
}

async function measureWall(fake: FakeAnthropic, sessions: DreamSession[], atOnce: number): Promise<Wall> {
  fake.set({ latency: COMPARED_LATENCY });
  const [mine, loops, least]: [number[], number[], number[]] = [[], [], []];
  const client = claudeClient(TEST_KEY, fake.url);
  let loop: Loop = { calls: 0, input: 0, output: 0 };
  for (let i = 0; i < RUNS; i++) {
    // Side by side in each round, so that a busy moment of the machine touches both.
    fake.calls.clear();
    mine.push(await seconds(() => dream(fake, sessions, atOnce)));
    const times = (phase: string) =>
      fake.calls.paid
        .filter((c) => c.request.user.startsWith("<session-") === (phase === "extract"))
        .map(({ message: { usage } }) => 300 + usage.input_tokens / 20 + usage.output_tokens * 10);
    least.push((leastWallMs(times("extract"), atOnce) + leastWallMs(times("reconcile"), atOnce)) / 1_000);
    fake.calls.clear();
    loops.push(await seconds(() => referenceLoop(client, MODEL, sessions, atOnce)));
    const usage = fake.calls.usage();
    loop = { calls: usage.calls, input: usage.input_tokens, output: usage.output_tokens };
  }
  const [ours_s, loop_s] = [round(median(mine)), round(median(loops))];
  const of_published = round(ours_s / (PUBLISHED_LOOP_S[atOnce] ?? Number.NaN));
  return { at_once: atOnce, ours_s, loop_s, ratio: round(ours_s / loop_s), of_published, least_s: round(median(least)), loop };
}

async function tenMore(fake: FakeAnthropic, sessions: DreamSession[]) {
  fake.set({ latency: NO_LATENCY });
  const ledger = memoryLedger();
  await dream(fake, sessions.slice(0, 90), 16, ledger);
  const before = fake.calls.paid.length;
  fake.calls.clear();
  await dream(fake, sessions, 16, ledger);
  const extractions = fake.calls.paid.filter((c) => c.request.user.startsWith("<session-")).length;
  return { calls: fake.calls.paid.length, extractions, paid_twice: fake.calls.paidTwice().length, before };
}

function print(sizes: Size[], walls: Wall[], more: Result["ten_more"], exponent: number): void {
  console.log(
    table(
      ["sessions", "calls", "input tokens", "sessions' own", "ratio", "output", "overhead s"],
      sizes.map((s) => [s.sessions, s.calls, s.input, s.floor, s.ratio, s.output, s.overhead_s]),
    ),
  );
  console.log(
    `Input tokens grow as n^${exponent}. Ten more sessions after ninety: ${more.extractions} extractions, ${more.calls} calls; paid twice: ${more.paid_twice}.`,
  );
  console.log(
    table(
      ["at once", "ours s", "loop s", "ratio", "of the published loop", "least possible s", "loop: calls", "input", "output"],
      walls.map((w) => [w.at_once, w.ours_s, w.loop_s, w.ratio, w.of_published, w.least_s, w.loop.calls, w.loop.input, w.loop.output]),
    ),
  );
  console.log(
    "A call takes 300 ms, 1 ms for each 20 input tokens and 10 ms for each output token. Tokens are characters / 4, the schema of the answer counted.",
  );
  console.log(
    `Median of ${RUNS} runs. Both are handed the same facts. Overhead: the whole dream at zero latency, the fake server in the same process.`,
  );
}

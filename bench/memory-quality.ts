import { dataSet } from "@/bench/lib/data";
import { dreamInMemory } from "@/bench/lib/dream-in-memory";
import { round, table } from "@/bench/lib/figures";
import { type HabitFigures, measureHabits } from "@/bench/lib/habits-measured";
import { personalValues, valuesIn } from "@/bench/lib/particulars-in";
import { type Planted, type Scripted, scripts, updatesOfFacts } from "@/bench/lib/planted-facts";
import { NOISE, USEFUL } from "@/bench/lib/read-by-hand";
import { haystacks, type Noise, readNoise } from "@/bench/lib/read-noise";
import { shuffled } from "@/bench/lib/shuffled";
import type { DreamSession } from "@/lib/domain/dream";
import { imported, tauBench } from "@/lib/testing/recorded-sessions";

export const title = "Memory: facts kept, updates applied, flagged and lost, noise, order and particulars of the local engine";

const SHUFFLES = 20;
const DATA_SETS = [
  "letta-memory",
  "goodai-ltm",
  "tau-bench-airline",
  "tau-bench-retail",
  "tau2-bench",
  "longmemeval",
  "claude-code-entire",
];

type Support = { data: string; sessions: number; changes: number; with_particulars: number; same_in_any_order: number };
type Read = Noise & { data: string };
type HabitRow = HabitFigures & { data: string };
type Result = { facts: Planted; scripts: Scripted[]; support: Support[]; habits: HabitRow[]; read: Read[] };

/** Null when a data set is missing. */
export async function run(say: (line: string) => void): Promise<Result | null> {
  const folders = new Map(DATA_SETS.map((name) => [name, dataSet(name, say)]));
  const longmemeval = folders.get("longmemeval");
  if (!longmemeval || [...folders.values()].includes(null)) return null;

  say("facts of an earlier session and what a later one says");
  const facts = await updatesOfFacts();
  const scripted = await scripts();
  say("support sessions");
  const support: Support[] = [];
  const habits: HabitRow[] = [];
  for (const data of ["tau-bench-airline", "tau-bench-retail", "tau2-bench"]) {
    const sessions = tauBench(data);
    if (data !== "tau2-bench") support.push({ data, ...(await supportSessions(sessions)) });
    habits.push({ data, ...measureHabits(sessions) });
  }
  say("what is kept of long talks and of coding sessions");
  const read: Read[] = [
    { data: "longmemeval", ...(await readNoise(haystacks(longmemeval), USEFUL, NOISE, say)) },
    {
      data: "claude-code-entire",
      ...(await readNoise(imported("claude-code-entire", ".jsonl", { audience: "team" }), USEFUL, NOISE, say)),
    },
  ];
  const result: Result = { facts, scripts: scripted, support, habits, read };
  print(result);
  return result;
}

async function supportSessions(sessions: DreamSession[]): Promise<Omit<Support, "data">> {
  const { draft, changes } = await dreamInMemory(sessions);
  const values = personalValues(sessions);
  const expected = JSON.stringify([draft, changes]);
  let same = 0;
  for (let seed = 1; seed <= SHUFFLES; seed++) {
    const again = await dreamInMemory(shuffled(sessions, seed));
    if (JSON.stringify([again.draft, again.changes]) === expected) same++;
  }
  const told = changes.map((c) => `${c.path}\n${c.newPath ?? ""}\n${c.after ?? ""}\n${c.reason}`);
  return {
    sessions: sessions.length,
    changes: changes.length,
    with_particulars: told.filter((text) => valuesIn(text, values).length > 0).length,
    same_in_any_order: round(same / SHUFFLES, 3),
  };
}

function print({ facts, scripts, support, habits, read }: Result): void {
  const rows: (string | number)[][] = [
    ["facts kept", facts.kept, ">= 0.95"],
    ["updates applied", facts.applied, ">= 0.72"],
    ["applied or flagged", round(facts.applied + facts.flagged, 3), ">= 0.85"],
    ["dreams that lost another fact", facts.lost, "<= 0.025"],
  ];
  console.log(`${facts.facts} facts, ${facts.updates} updates:`);
  console.log(table(["", "share", "goal"], rows));
  console.log("\nScripts, a dream after each line:");
  console.log(
    table(
      ["kind", "right", "of"],
      scripts.map((s) => [s.kind, s.right, s.of]),
    ),
  );
  console.log("\nSupport sessions:");
  console.log(
    table(
      ["data", "sessions", "changes", "with one customer's particulars", "same in any order"],
      support.map((s) => [s.data, s.sessions, s.changes, s.with_particulars, s.same_in_any_order]),
    ),
  );
  console.log("\nHabits:");
  console.log(
    table(
      ["data", "lift", "lift, tasks' outcomes swapped", "procedures", "still true on other tasks"],
      habits.map((h) => [h.data, h.lift, h.lift_shuffled, h.procedures, h.still_true]),
    ),
  );
  console.log("\nRead by a person:");
  console.log(
    table(
      ["data", "sessions", "memories", "useful", "noise", "not read"],
      read.map((r) => [r.data, r.sessions, r.memories, r.useful, r.noise, r.unread]),
    ),
  );
}

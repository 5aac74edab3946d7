import { round } from "@/bench/lib/figures";
import { shuffled } from "@/bench/lib/shuffled";
import type { DreamSession } from "@/lib/domain/dream";
import { withCases } from "@/lib/dreaming/local/cases";
import { type Habits, habitsOf } from "@/lib/dreaming/local/habits";
import { findLift } from "@/lib/dreaming/local/lift/lift";
import { findProcedures } from "@/lib/dreaming/local/procedures";
import { canonicalOrder } from "@/lib/dreaming/local/sort";

const SHUFFLES = 50;

/**
 * `lift`: habits said to tell success from failure. `lift_shuffled`: how many a dream finds when whole tasks swap their outcomes, which no habit can then
 * explain. `procedures`, and the share of sessions of the other half of the tasks in which what one half shows is still true.
 */
export type HabitFigures = { lift: number; lift_shuffled: number; procedures: number; still_true: number };

export function measureHabits(sessions: readonly DreamSession[]): HabitFigures {
  let byChance = 0;
  for (let seed = 1; seed <= SHUFFLES; seed++) byChance += findLift(habits(outcomesSwapped(sessions, seed))).candidates.length;
  return {
    lift: findLift(habits(sessions)).candidates.length,
    lift_shuffled: round(byChance / SHUFFLES, 3),
    procedures: findProcedures(habits(sessions)).candidates.length,
    still_true: round(stillTrue(sessions), 3),
  };
}

const habits = (sessions: readonly DreamSession[]): Habits[] => withCases(canonicalOrder(sessions)).map(habitsOf);

function byTask(sessions: readonly DreamSession[]): DreamSession[][] {
  const tasks = new Map<string, DreamSession[]>();
  for (const session of sessions) {
    const task = session.task ?? session.transcriptId;
    tasks.set(task, [...(tasks.get(task) ?? []), session]);
  }
  return [...tasks.values()];
}

/** Each task takes the outcomes of another, as a block. */
function outcomesSwapped(sessions: readonly DreamSession[], seed: number): DreamSession[] {
  const tasks = byTask(sessions);
  const others = shuffled(tasks, seed);
  return tasks.flatMap((task, i) => task.map((session, n) => ({ ...session, outcome: at(others[i] ?? task, n).outcome })));
}

const at = (task: readonly DreamSession[], n: number): DreamSession => task[n % task.length] as DreamSession;

/** Learned on every second task, looked up in the succeeded sessions of the others, and the other way round. */
function stillTrue(sessions: readonly DreamSession[]): number {
  const tasks = byTask(sessions);
  let [held, all] = [0, 0];
  for (const half of [0, 1]) {
    const learned = findProcedures(habits(tasks.filter((_, i) => i % 2 === half).flat())).candidates;
    const others = habits(tasks.filter((_, i) => i % 2 !== half).flat()).filter(
      (h) => h.session.outcome.result === "succeeded" && !h.gaveUp,
    );
    for (const { key, text } of learned) {
      const tool = key.replace(/^workflow\|/, "");
      const steps = Array.from(text.matchAll(/`([^`\n]+)`/g), (m) => m[1] ?? "").filter((name) => name !== tool);
      for (const h of others.filter((other) => other.first.has(tool))) {
        const end = h.first.get(tool)?.at ?? 0;
        all++;
        if (steps.every((name) => (h.first.get(name)?.at ?? Infinity) < end) && (!text.includes("the user's yes") || h.yes.has(tool)))
          held++;
      }
    }
  }
  return all === 0 ? 0 : held / all;
}

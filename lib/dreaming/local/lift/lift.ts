import type { Considered } from "@/lib/domain/dream";
import type { Candidate } from "@/lib/dreaming/local/candidate";
import { type Habits, type Step, stepEvidence } from "@/lib/dreaming/local/habits";
import { cmh, discoveries } from "@/lib/dreaming/local/lift/cmh";
import { type Hypothesis, hypothesesOf, MIN_INFORMATIVE, MIN_SIDE } from "@/lib/dreaming/local/lift/hypotheses";
import { slugOf } from "@/lib/dreaming/local/slug";
import { newest, statedAt } from "@/lib/dreaming/local/sort";
import { counted } from "@/lib/dreaming/local/words";

/** Share of what is told as a finding that may be chance. */
const FALSE_DISCOVERIES = 0.1;

export type Lift = {
  candidates: Candidate[];
  considered: Considered[];
  /** What was compared and what came of it, with its figures; null where there is nothing to compare at all. */
  note: string | null;
};

type Tested = Hypothesis & { p: number; direction: number };

/**
 * Which habits went with better outcomes among sessions about the same thing. Sessions are compared within their case (and task) only: across cases the harder
 * task looks like a lesson. To find nothing is usual, and is told with its figures and with what it would need.
 */
export function findLift(all: readonly Habits[]): Lift {
  const working = onePerSession(all.filter((h) => h.first.size > 0));
  if (working.length < 2 * MIN_SIDE) return { candidates: [], considered: [], note: null };
  const graded = working.filter(({ session }) => session.outcome.result === "succeeded" || session.outcome.result === "failed");
  // Who hands the user over has stopped trying: neither its steps nor their lack are a lesson.
  const sessions = graded.filter((h) => !h.gaveUp);
  const hypotheses = hypothesesOf(sessions);
  const tested = hypotheses.filter((h) => h.informative >= MIN_INFORMATIVE).map((h): Tested => ({ ...h, ...cmh(h.strata) }));
  const isFinding = discoveries(
    tested.map((t) => t.p),
    FALSE_DISCOVERIES,
  );
  const found = tested.filter((_, i) => isFinding[i]);
  const note = noteOf({ working, graded, sessions, hypotheses, tested, found });
  const nearest = nearestOf(tested);
  const considered: Considered[] =
    found.length === 0 && nearest ? [{ text: `${named(nearest)}: ${figures(nearest)}`, outcome: "dropped", rule: "no-lift" }] : [];
  return { candidates: found.map((t) => candidateOf(t)), considered, note };
}

/** A session and its threads count once: the one that comes first. */
function onePerSession(list: readonly Habits[]): Habits[] {
  const seen = new Set<string>();
  return list.filter(({ session }) => !seen.has(session.root) && seen.add(session.root));
}

/** What shows that a session had the habit or had it not: its step and what came after it, else any call of it. */
function stepsOf(h: Habits, { habit, before, with: having }: Tested): Step[] {
  const did = having.includes(h) ? (habit === "" ? h.yes.get(before ?? "") : h.first.get(habit)) : undefined;
  const later = before === null ? undefined : h.first.get(before);
  const steps = [did, later].filter((step) => step !== undefined);
  return steps.length > 0 ? steps : [...h.first.values()].slice(0, 1);
}

const nearestOf = (tested: readonly Tested[]): Tested | undefined => [...tested].sort((a, b) => a.p - b.p)[0];

function noteOf(s: {
  working: Habits[];
  graded: Habits[];
  sessions: Habits[];
  hypotheses: Hypothesis[];
  tested: Tested[];
  found: Tested[];
}): string {
  if (s.graded.length < 2 * MIN_SIDE)
    return `Habits were not compared with outcomes: ${s.graded.length} of ${counted(s.working.length, "session")} with tool calls say whether they succeeded or failed.`;
  const left = s.graded.length - s.sessions.length;
  const aside = left > 0 ? ` ${counted(left, "session")} that ended by handing the user over ${left === 1 ? "was" : "were"} left out.` : "";
  const needs = `${MIN_INFORMATIVE} cases with both outcomes and sessions with and without the habit`;
  if (s.tested.length === 0) {
    const most = Math.max(0, ...s.hypotheses.map((h) => h.informative));
    return `No habit was compared with outcomes: that needs ${needs}; of ${counted(s.hypotheses.length, "habit")} the best had ${most}.${aside}`;
  }
  const compared = `${counted(s.tested.length, "habit")} of ${s.hypotheses.length} could be compared with the outcome within cases`;
  const nearest = nearestOf(s.tested);
  if (s.found.length === 0 && nearest)
    return `${compared}, none told success from failure. Nearest: ${named(nearest)}, ${figures(nearest)}. More repeats of the same cases would tell more.${aside}`;
  return `${compared}, ${s.found.length} told success from failure (at most one in ten such findings is chance).${aside}`;
}

const code = (tool: string) => `\`${tool}\``;

function named({ habit, before }: Hypothesis): string {
  if (before === null) return code(habit);
  return `${habit === "" ? "the user's yes" : code(habit)} before ${code(before)}`;
}

const succeededOf = (list: readonly Habits[]) => list.filter((h) => h.session.outcome.result === "succeeded").length;

function figures(t: Tested): string {
  return `${succeededOf(t.with)} of ${t.with.length} sessions succeeded with it, ${succeededOf(t.without)} of ${t.without.length} without; within ${t.informative} cases p = ${Number(t.p.toPrecision(2))}`;
}

function candidateOf(t: Tested): Candidate {
  const did = t.before === null ? `those that called ${code(t.habit)}` : `those with ${named(t)}`;
  const went = t.direction > 0 ? "succeeded more often than the others" : "failed more often than the others";
  const all = [...t.with, ...t.without].sort((a, b) => a.session.order - b.session.order);
  return {
    key: `lift|${t.habit}|${t.before ?? ""}`,
    kind: "insight",
    path: `/insights/${slugOf(named(t).replaceAll("_", " "), 12) || "habit"}.md`,
    text: `# ${t.before === null ? code(t.habit) : `${t.habit === "" ? "The user's yes" : code(t.habit)} before ${code(t.before)}`}\n\nOf the sessions of the same case, ${did} ${went}.\n\nIt was not shown to be the reason.\n`,
    reason: `${figures(t)} (Cochran-Mantel-Haenszel, at most one in ten such findings is chance). Compared within cases only.`,
    statedAt: newest(all.flatMap(({ session }) => session.events.slice(-1).map((event) => statedAt(session, event)))),
    trust: "agent",
    evidence: all.flatMap((h) => stepsOf(h, t).flatMap((step) => stepEvidence(h.session, step, step === h.yes.get(t.before ?? "")))),
    sessions: all.map((h) => h.session.root),
    cases: new Set(all.map((h) => h.session.case)).size,
    users: new Set(all.flatMap((h) => h.session.user ?? [])).size,
  };
}

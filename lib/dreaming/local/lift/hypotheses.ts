import { type Habits, isStep, isWrite } from "@/lib/dreaming/local/habits";
import { isInformative, type Stratum } from "@/lib/dreaming/local/lift/cmh";

/** Sessions with and without a habit, and cases that show both outcomes with and without it, from which a comparison means anything. */
export const MIN_SIDE = 4;
export const MIN_CASES = 3;
export const MIN_INFORMATIVE = 5;

/** Something that a session did or did not do. `before` is null for a tool that was called at all, else the tool that came later. */
export type Hypothesis = {
  /** A tool, or "" for the user's yes. */
  habit: string;
  before: string | null;
  with: Habits[];
  without: Habits[];
  strata: Stratum[];
  informative: number;
};

/** Sessions of one task that share no id may differ in what they ask; sessions of one case may be of different tasks: both have to be the same. */
const stratumOf = ({ session }: Habits): string => `${session.case}\0${session.task ?? ""}`;

/** The habits that enough sessions have and enough have not, each once: two that the same sessions have are one. In order of their names. */
export function hypothesesOf(sessions: readonly Habits[]): Hypothesis[] {
  const tools = [...new Set(sessions.flatMap((h) => [...h.first.keys()]))].filter(isStep).sort();
  const found: Hypothesis[] = [];
  const known = new Set<string>();
  const add = (habit: string, before: string | null, among: readonly Habits[], has: (h: Habits) => boolean) => {
    if (among.length < 2 * MIN_SIDE) return;
    const [yes, no] = [among.filter(has), among.filter((h) => !has(h))];
    if (yes.length < MIN_SIDE || no.length < MIN_SIDE || casesOf(yes) < MIN_CASES || casesOf(no) < MIN_CASES) return;
    const alias = `${yes.map((h) => h.session.order).join()}|${no.map((h) => h.session.order).join()}`;
    if (known.has(alias)) return;
    known.add(alias);
    const strata = strataOf(yes, no);
    found.push({ habit, before, with: yes, without: no, strata, informative: strata.filter(isInformative).length });
  };
  for (const tool of tools) add(tool, null, sessions, (h) => h.first.has(tool));
  for (const before of tools.filter(isWrite)) {
    const among = sessions.filter((h) => h.first.has(before));
    for (const habit of tools) {
      if (habit !== before) add(habit, before, among, (h) => (h.first.get(habit)?.at ?? Infinity) < (h.first.get(before)?.at ?? 0));
    }
    add("", before, among, (h) => h.yes.has(before));
  }
  return found;
}

const casesOf = (list: readonly Habits[]): number => new Set(list.map((h) => h.session.case)).size;

function strataOf(yes: readonly Habits[], no: readonly Habits[]): Stratum[] {
  const strata = new Map<string, Stratum>();
  const count = (h: Habits, did: "with" | "without") => {
    const key = stratumOf(h);
    const s = strata.get(key) ?? { withSucceeded: 0, withFailed: 0, withoutSucceeded: 0, withoutFailed: 0 };
    s[`${did}${h.session.outcome.result === "succeeded" ? "Succeeded" : "Failed"}`]++;
    strata.set(key, s);
  };
  for (const h of yes) count(h, "with");
  for (const h of no) count(h, "without");
  return [...strata].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, s]) => s);
}

import type { BaseMemory, Considered } from "@/lib/domain/dream";
import type { Span } from "@/lib/domain/evidence";
import type { Candidate, Extraction } from "@/lib/dreaming/local/candidate";
import { type Habits, isWrite, stepEvidence } from "@/lib/dreaming/local/habits";
import { code, type Item, inWords, placeOf, stepOf, usualBefore, YES } from "@/lib/dreaming/local/procedure-steps";
import { toolSlugOf } from "@/lib/dreaming/local/slug";
import { newest, statedAt } from "@/lib/dreaming/local/sort";
import { counted } from "@/lib/dreaming/local/words";

/** Succeeded sessions, and cases, from which what came before a tool is worth telling. */
const MIN_SESSIONS = 5;
const MIN_CASES = 3;
/** One look-up before a tool goes without saying. */
const MIN_STEPS = 2;
/** A longer list tells what a session is like, not what comes before a tool. */
const MAX_STEPS = 6;

const TOLD = "It describes what was usual; it was not shown to be the reason.";

/**
 * What usually came before a tool that writes, in sessions that succeeded and did not end by handing over: described, never as a cause. `memories` is what is
 * already known: a procedure that is told keeps its words while these sessions do not speak against them.
 */
export function findProcedures(habits: readonly Habits[], memories: readonly BaseMemory[] = []): Extraction {
  const candidates: Candidate[] = [];
  const considered: Considered[] = [];
  const tools = [...new Set(habits.flatMap((h) => [...h.first.keys()]))].filter(isWrite).sort();
  for (const tool of tools) {
    const calling = habits.filter((h) => h.first.has(tool));
    const succeeded = calling.filter((h) => h.session.outcome.result === "succeeded" && !h.gaveUp);
    const [roots, cases] = [countOf(succeeded, (h) => h.session.root), countOf(succeeded, (h) => h.session.case)];
    // A tool that one session used is not worth a line; neither is one that no outcome is known of.
    if (calling.length < 2 || succeeded.length === 0) continue;
    if (roots < MIN_SESSIONS || cases < MIN_CASES) {
      considered.push({ text: `What comes before \`${tool}\` (${seen(roots, cases)})`, outcome: "dropped", rule: "below-support" });
      continue;
    }
    const standing = memories.find((m) => m.key === keyOf(tool)) ?? memories.find((m) => m.key === null && m.path === pathOf(tool));
    const items = usualBefore(tool, succeeded, standing?.content ?? "");
    if (items.length >= MIN_STEPS && items.length <= MAX_STEPS)
      candidates.push(candidateOf(tool, items, calling, succeeded, standing ?? null));
    else considered.push({ text: `What comes before \`${tool}\` (${seen(roots, cases)})`, outcome: "dropped", rule: "no-usual-order" });
  }
  return { candidates, considered };
}

const keyOf = (tool: string) => `workflow|${tool}`;
const pathOf = (tool: string) => `/workflows/${toolSlugOf(tool) || "tool"}.md`;
const seen = (sessions: number, cases: number) => `${counted(sessions, "session")} succeeded, ${counted(cases, "different case")}`;
const countOf = (list: readonly Habits[], what: (h: Habits) => string | number) => new Set(list.map(what)).size;

function candidateOf(
  tool: string,
  items: readonly Item[],
  calling: readonly Habits[],
  succeeded: readonly Habits[],
  standing: BaseMemory | null,
): Candidate {
  const inOrder = succeeded.filter((h) => items.every(({ name }) => placeOf(h, tool, name) !== null));
  const line = `Usual before ${code(tool)}: ${inWords(tool, items, succeeded)}.`;
  const text = `# Before ${code(tool)}\n\n${line}\n\n${TOLD}\n`;
  const same = standing !== null && saysTheSame(standing, tool, items);
  return {
    key: keyOf(tool),
    kind: "workflow",
    path: pathOf(tool),
    // The same steps in another order, or in a person's words, are no news.
    text: same ? standing.content : text,
    reason: reasonOf(tool, items, inOrder, succeeded, calling),
    statedAt: newest(inOrder.flatMap((h) => timeOf(h, tool))),
    trust: "agent",
    evidence: inOrder.flatMap((h) =>
      [...items.map((item) => item.name), tool].flatMap((name) =>
        stepEvidence(h.session, stepOf(h, tool, name), name === YES).map((e) => ({ ...e, supports: [wordsFor(name, line, text)] })),
      ),
    ),
    sessions: [...new Set(inOrder.map((h) => h.session.root))],
    cases: countOf(inOrder, (h) => h.session.case),
    users: countOf(
      inOrder.filter((h) => h.session.user !== null),
      (h) => h.session.user ?? "",
    ),
  };
}

/** Where the line names a step: a quote of the call is beside the tool's name. */
function wordsFor(name: string, line: string, text: string): Span {
  const words = name === YES ? YES : code(name);
  const start = text.indexOf(line) + line.indexOf(words);
  return { start, end: start + words.length };
}

/** True when a memory tells these steps and, where no person wrote it, no other. */
function saysTheSame({ content, protected: byPerson }: BaseMemory, tool: string, items: readonly Item[]): boolean {
  if (!items.every(({ words }) => content.includes(words))) return false;
  if (byPerson) return true;
  const names = new Set([tool, ...items.map(({ name }) => name)]);
  const told = Array.from(content.matchAll(/`([^`\n]+)`/g), (m) => m[1] ?? "");
  return told.every((name) => names.has(name)) && (names.has(YES) || !content.includes(YES));
}

function reasonOf(
  tool: string,
  items: readonly Item[],
  inOrder: readonly Habits[],
  succeeded: readonly Habits[],
  calling: readonly Habits[],
): string {
  const failed = calling.filter((h) => h.session.outcome.result === "failed");
  const left = calling.filter((h) => h.gaveUp && h.session.outcome.result === "succeeded").length;
  const alike = failed.filter((h) => items.every(({ name }) => placeOf(h, tool, name) !== null)).length;
  const bad =
    failed.length === 0
      ? "none that called it failed"
      : `${counted(failed.length, "session")} that called it failed, ${alike} of them after the same steps`;
  const rest = left > 0 ? ` Not counted: ${counted(left, "session")} that succeeded by handing the user over.` : "";
  return `This came before ${code(tool)} in ${inOrder.length} of the ${counted(succeeded.length, "session")} that called it and succeeded (${counted(
    countOf(inOrder, (h) => h.session.case),
    "different case",
  )}); ${bad}.${rest}`;
}

function timeOf({ session, first }: Habits, tool: string): (string | null)[] {
  const event = session.events[first.get(tool)?.at ?? -1];
  return event ? [statedAt(session, event)] : [];
}

import type { Considered, DraftChange, DreamDraft, DreamInput, DreamPhase } from "@/lib/domain/dream";
import { comparePaths } from "@/lib/domain/memory";
import type { DreamEngine, DreamRun } from "@/lib/dreaming/engine";
import type { LocalContext, Reconciled } from "@/lib/dreaming/local/candidate";
import { withCases } from "@/lib/dreaming/local/cases";
import { habitsOf } from "@/lib/dreaming/local/habits";
import { languagesOf } from "@/lib/dreaming/local/language";
import { findLift } from "@/lib/dreaming/local/lift/lift";
import { findLists } from "@/lib/dreaming/local/lists/lists";
import { findMistakes, readErrors, type SessionErrors } from "@/lib/dreaming/local/mistakes";
import { mergeNearDuplicates } from "@/lib/dreaming/local/near-duplicates";
import { findNotes } from "@/lib/dreaming/local/notes";
import { outcomeReasons } from "@/lib/dreaming/local/outcome-reasons";
import { findProcedures } from "@/lib/dreaming/local/procedures";
import { prune } from "@/lib/dreaming/local/prune";
import { reconcile } from "@/lib/dreaming/local/reconcile";
import { canonicalOrder } from "@/lib/dreaming/local/sort";
import { extractStatements } from "@/lib/dreaming/local/statements/extract";
import { counted } from "@/lib/dreaming/local/words";

/** Sessions between two looks at the signal: reading ten takes milliseconds. */
const SESSIONS_AT_ONCE = 10;

/** Reports progress, lets the process breathe, and throws the signal's reason when the dream was canceled. */
async function step(run: DreamRun, phase: DreamPhase, done: number, total: number): Promise<void> {
  await run.progress(phase, done, total);
  await new Promise((resolve) => setImmediate(resolve));
  run.signal.throwIfAborted();
}

async function draft(input: DreamInput, run: DreamRun): Promise<DreamDraft> {
  const sessions = withCases(canonicalOrder(input.sessions));
  const memories = [...input.memories].sort((a, b) => comparePaths(a.path, b.path));
  const context: LocalContext = { asOf: input.asOf, servesMany: false, memories };

  const errors: SessionErrors[] = [];
  for (let i = 0; i < sessions.length; i += SESSIONS_AT_ONCE) {
    await step(run, "review", i, sessions.length);
    for (const session of sessions.slice(i, i + SESSIONS_AT_ONCE)) errors.push(readErrors(session));
  }
  await step(run, "review", sessions.length, sessions.length);

  await step(run, "extract", 0, 3);
  const mistakes = findMistakes(errors, sessions, memories);
  await step(run, "extract", 1, 3);
  const habits = sessions.map(habitsOf);
  const procedures = findProcedures(habits, memories);
  const lift = findLift(habits);
  const notes = findNotes(sessions, memories);
  const reasons = outcomeReasons(sessions);
  const languages = languagesOf(sessions);
  await step(run, "extract", 2, 3);
  const statements = extractStatements(sessions, context);
  await step(run, "extract", 3, 3);

  await step(run, "reconcile", 0, 1);
  const reconciled = reconcile(
    [...mistakes.candidates, ...procedures.candidates, ...lift.candidates, ...notes.candidates, ...statements.candidates],
    memories.filter((memory) => !memory.key?.startsWith("list|")),
    context,
  );
  const lists = findLists(sessions, memories);
  const drafted = { changes: [...reconciled.changes, ...lists.changes], considered: [...reconciled.considered, ...lists.considered] };
  const merged = mergeNearDuplicates(memories, drafted.changes);
  await step(run, "reconcile", 1, 1);

  await step(run, "prune", 0, 1);
  const pruned = prune(memories, input.asOf, merged.changes);
  await step(run, "prune", 1, 1);

  return {
    changes: [...pruned.changes].sort((a, b) => comparePaths(a.path, b.path)),
    considered: [
      ...[mistakes, procedures, lift, reasons, notes, statements, languages].flatMap((part) => part.considered),
      ...outcomeOf(drafted, pruned.changes),
      ...[merged, pruned].flatMap((part) => part.considered),
    ],
    notes: [...notesOf(input, sessions.length, errors), ...[lift, reasons, languages].flatMap(({ note }) => note ?? [])],
  };
}

/** What became of the candidates in the end: one that a later phase folded into another or took out again was not proposed, and that phase says why. */
function outcomeOf(reconciled: Reconciled, final: readonly DraftChange[]): Considered[] {
  const drafted = new Set(reconciled.changes.map((change) => change.path));
  const proposed = final.filter((change) => drafted.has(change.path));
  const dropped = reconciled.considered.filter((entry) => entry.outcome === "dropped");
  return [...dropped, ...proposed.map((change): Considered => ({ text: titleOf(change), outcome: "proposed", rule: ruleOf(change) }))];
}

function ruleOf(change: DraftChange): string {
  if (change.possibleContradiction) return "possible-contradiction";
  return change.op === "create" ? "new" : change.op;
}

/** The first line of a change's text, at most 160 characters; the path where nothing is left of it. */
function titleOf(change: DraftChange): string {
  const line = (change.after ?? "").split("\n").find((l) => l.trim() !== "") ?? change.path;
  const title = line.replace(/^#+\s*/, "").trim();
  return title.length <= 160 ? title : `${title.slice(0, 159).toWellFormed()}…`;
}

function notesOf(input: DreamInput, read: number, errors: readonly SessionErrors[]): string[] {
  const refused = errors.reduce((sum, e) => sum + e.refused.length, 0);
  const invalid = input.sessions.filter((session) => session.outcome.result === "invalid").length;
  const notes = [
    `Read ${counted(read, "session")}${invalid > 0 ? `, left out ${invalid} that never really ran` : ""}; ${refused === 0 ? "no tool call was" : counted(refused, "tool call was", "tool calls were")} refused.`,
  ];
  if (refused > 0) notes.push("Mistakes are calls that a tool refused. They show where the work was held up, not why a session failed.");
  if (input.instructions !== null && input.instructions.trim() !== "")
    notes.push("The local engine follows fixed rules and does not read the dream's instructions.");
  return notes;
}

/**
 * The engine without a model: no key, no network. The same sessions, memory and `asOf` give the same draft, byte for byte, in whatever order they come.
 */
export const localEngine: DreamEngine = {
  name: "local",
  estimate: async () => ({ inputTokens: 0, outputTokens: 0, calls: 0, usd: 0, basis: "counted" }),
  draft,
};

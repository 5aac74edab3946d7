import { isShownArgument, isShownTool } from "@/lib/dreaming/local/error-phrase";
import type { Contrast } from "@/lib/dreaming/local/errors/contrast";
import type { Recovery } from "@/lib/dreaming/local/errors/recovery";
import { SLOT } from "@/lib/dreaming/local/errors/slot";

const code = (name: string) => `\`${name}\``;

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], and = "and"): string {
  const [last, ...before] = [...items].reverse();
  return before.length === 0 ? (last ?? "") : `${before.reverse().join(", ")} ${and} ${last}`;
}

export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What the error is called: its first clause when that stands by itself, without a value left hanging at its end. */
export function titleOf(phrase: string): string {
  const clause = /^[^,;:(]+/.exec(phrase)?.[0] ?? phrase;
  const title = clause.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length >= 3 ? clause : phrase;
  const bare = title
    .replace(new RegExp(`(\\s+(?:of|for|to|in|on|at|by|with|is|was|are|from|than|as))*\\s*[${SLOT}\\s,;:(\\[]+$`), "")
    .trim();
  return /\p{L}{3}/u.test(bare) ? bare : phrase;
}

const names = (list: readonly string[]) => listed(list.map(code));

/** How a call that went through differed from the refused one; null when its argument names cannot be shown or are too many to help. */
function differences(recovery: Extract<Recovery, { kind: "changed" }>): string | null {
  const all = [...recovery.changed, ...recovery.added, ...recovery.leftOut];
  if (!all.every(isShownArgument) || all.length > 4) return "with other arguments";
  const parts: string[] = [];
  if (recovery.changed.length > 0) parts.push(`with ${recovery.changed.length === 1 ? "a " : ""}changed ${names(recovery.changed)}`);
  if (recovery.added.length > 0) parts.push(`with ${names(recovery.added)} added`);
  if (recovery.leftOut.length > 0) parts.push(`without ${names(recovery.leftOut)}`);
  return listed(parts);
}

const RANK: Record<Recovery["kind"], number> = { changed: 0, sibling: 1, "same-call": 2, "went-on": 3, "handed-over": 4, nothing: 5 };

/** One recovery as a clause after "in n sessions ..."; equal clauses are counted together. */
function clauseOf(recovery: Recovery): string {
  switch (recovery.kind) {
    case "changed":
      return `the call went through ${differences(recovery)}`;
    case "same-call":
      return "the same call went through when made again";
    case "sibling":
      return `${isShownTool(recovery.tool) ? code(recovery.tool) : "another look-up"} worked instead`;
    case "went-on":
      return `${isShownTool(recovery.tool) ? code(recovery.tool) : "another tool"} went through for the same object`;
    case "handed-over":
      return "the session was handed to a person";
    case "nothing":
      return "nothing that worked followed";
    default:
      return recovery satisfies never;
  }
}

function tally(recoveries: readonly Recovery[]): { clause: string; list: Recovery[] }[] {
  const groups = new Map<string, Recovery[]>();
  for (const recovery of recoveries) {
    const clause = clauseOf(recovery);
    const list = groups.get(clause);
    if (list) list.push(recovery);
    else groups.set(clause, [recovery]);
  }
  const rank = (list: readonly Recovery[]) => (list[0] ? RANK[list[0].kind] : 9);
  return [...groups]
    .map(([clause, list]) => ({ clause, list }))
    .sort((a, b) => b.list.length - a.list.length || rank(a.list) - rank(b.list) || (a.clause < b.clause ? -1 : 1));
}

/** Where the user was asked first: in all of the sessions counted, in most of them, or in too few to say so. */
function askedIn(list: readonly Recovery[]): "all" | "most" | "few" {
  const asked = list.filter((r) => "asked" in r && r.asked).length;
  return asked === list.length ? "all" : asked * 2 > list.length ? "most" : "few";
}

const NO_SECOND_TRY = "No second try went through.";

/**
 * The sentences that the sessions bear out on what followed (one recovery a session), the commonest first. They say "went through", never that it was the cure.
 * Another tool on the same object, or a hand-over, counts only where most sessions went that way: it is easily the wrong lesson.
 */
function recoverySentences(recoveries: readonly Recovery[]): string[] {
  const groups = tally(recoveries);
  const all = groups.reduce((sum, { list }) => sum + (list[0] && RETRIES.has(list[0].kind) ? list.length : 0), 0);
  const rare = all * 2 < recoveries.length;
  const retried = groups.map(({ list }) => retrySentence(list, rare)).filter((sentence) => sentence !== null);
  if (retried.length > 0) return retried;
  const others = groups
    .filter(({ list }) => list.length >= 2 && list.length * 2 >= recoveries.length)
    .map(({ list }) => otherSentence(list));
  return [...others.filter((sentence) => sentence !== null), NO_SECOND_TRY];
}

const RETRIES: ReadonlySet<Recovery["kind"]> = new Set(["changed", "same-call", "sibling"]);
const ASKED = { all: ", after the user was asked", most: ", mostly after the user was asked", few: "" };

/** `rare`: in most sessions no second try went through, and the sentence has to say so. */
function retrySentence(list: readonly Recovery[], rare: boolean): string | null {
  const [recovery] = list;
  const asked = ASKED[askedIn(list)];
  const went = rare ? "What went through, where a second try did" : "What went through";
  const worked = rare ? "What worked instead, where something did" : "What worked instead";
  if (recovery?.kind === "changed") return `${went}: the call ${differences(recovery)}${asked}.`;
  if (recovery?.kind === "sibling")
    return isShownTool(recovery.tool) ? `${worked}: ${code(recovery.tool)}.` : `${worked}: another look-up.`;
  if (recovery?.kind !== "same-call") return null;
  const tools = commonAfter(list).filter(isShownTool);
  return `${went}: the same call, made again${tools.length > 0 ? ` after ${names(tools)}` : ""}${asked}.`;
}

function otherSentence(list: readonly Recovery[]): string | null {
  const [recovery] = list;
  if (recovery?.kind === "handed-over") return "What followed: the session was handed to a person.";
  if (recovery?.kind !== "went-on" || !isShownTool(recovery.tool)) return null;
  return `What followed: ${code(recovery.tool)} went through for the same ${isShownArgument(recovery.argument) ? code(recovery.argument) : "object"}.`;
}

/** Tools that stood between in every session of the list. */
function commonAfter(list: readonly Recovery[]): string[] {
  const sets = list.map((r) => (r.kind === "same-call" ? r.after : []));
  return (sets[0] ?? []).filter((tool) => sets.every((set) => set.includes(tool)));
}

/** What told the refused calls from the accepted ones, as a sentence of the memory; null when the argument's name cannot be shown. */
export function contrastSentence(contrast: Contrast | null): string | null {
  if (!contrast || !isShownArgument(contrast.argument)) return null;
  const argument = code(contrast.argument);
  const { refused, ofRefused, accepted, ofAccepted } = contrast.counts;
  const calls = refused === ofRefused ? "Refused calls had" : "Refused calls mostly had";
  const mostly = accepted === 0 && ofAccepted > 0 ? "" : "mostly ";
  switch (contrast.feature.kind) {
    case "absent":
      return `${calls} no ${argument}; calls that went through ${mostly}had it.`;
    case "present":
      return `${calls} ${argument}; calls that went through ${mostly}had none.`;
    case "shape":
      return `${calls} ${argument} written like ${code(contrast.feature.shape)}; calls that went through ${mostly}did not.`;
    default:
      return contrast.feature satisfies never;
  }
}

const TOLD = /^Refused calls (?:mostly )?had /;

/**
 * The memory of a recurring tool error. `phrase` has passed the phrase gate. Of what the memory already says (`standing`) stays whatever these sessions do not
 * speak against: fewer sessions than last time are no reason to forget.
 */
export function mistakeText(
  tool: string,
  phrase: string,
  recoveries: readonly Recovery[],
  contrast: Contrast | null,
  standing: string | null = null,
): string {
  const before = (standing ?? "").split("\n");
  const options = recoverySentences(recoveries);
  const best = options[0] ?? NO_SECOND_TRY;
  const kept = best === NO_SECOND_TRY ? before.find((line) => line.startsWith("What ")) : options.find((option) => before.includes(option));
  const told = contrastSentence(contrast) ?? before.find((line) => TOLD.test(line)) ?? null;
  return `# ${code(tool)}: ${titleOf(phrase)}\n\n${code(tool)} answers "${phrase}".\n\n${kept ?? best}\n${told ? `\n${told}\n` : ""}`;
}

export type Seen = { times: number; atLeast: boolean; sessions: number; cases: number; succeeded: number; failed: number; unknown: number };

/** Why a mistake is proposed: the counts, how the sessions ended, what followed in each. */
export function mistakeReason(seen: Seen, recoveries: readonly Recovery[], contrast: Contrast | null): string {
  const outcomes = [
    seen.succeeded > 0 ? `${seen.succeeded} succeeded` : "",
    seen.failed > 0 ? `${seen.failed} failed` : "",
    seen.unknown > 0 ? `${seen.unknown} of unknown outcome` : "",
  ].filter(Boolean);
  const times = `${seen.atLeast ? "at least " : ""}${counted(seen.times, "time")} in ${counted(seen.sessions, "session")}`;
  const counts = seen.cases === 1 ? `All the same case: seen ${times}` : `Seen ${times} (${seen.cases} different cases)`;
  const followed = tally(recoveries).map(
    ({ clause, list }) =>
      `in ${list.length} ${clause}${{ all: " (the user was asked first)", most: " (the user was mostly asked first)", few: "" }[askedIn(list)]}`,
  );
  return `${counts}: ${listed(outcomes)}. What followed: ${followed.join("; ")}.${contrastCounts(contrast)}`;
}

function contrastCounts(contrast: Contrast | null): string {
  if (!contrast || !isShownArgument(contrast.argument)) return "";
  const { refused, ofRefused, accepted, ofAccepted } = contrast.counts;
  const argument = code(contrast.argument);
  const had = {
    absent: `no ${argument}`,
    present: argument,
    shape: `${argument} written like ${contrast.feature.kind === "shape" ? code(contrast.feature.shape) : ""}`,
  };
  return ` ${refused} of ${ofRefused} refused calls had ${had[contrast.feature.kind]}, against ${accepted} of ${ofAccepted} that went through.`;
}

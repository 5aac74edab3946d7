import type { DraftEvidence } from "@/lib/domain/evidence";
import { callsOf, wentThrough } from "@/lib/dreaming/local/calls";
import type { SortedSession } from "@/lib/dreaming/local/candidate";
import { isShownTool } from "@/lib/dreaming/local/error-phrase";
import { isHandOver, isLookUp } from "@/lib/dreaming/local/errors/recovery";

/** Where in its session something happened, by place among the events; of a user's yes also where in the turn it stands. */
export type Step = { at: number; start: number };

/** What one session did: the first time of each tool, and the user's yes before each tool that writes. */
export type Habits = {
  session: SortedSession;
  /** First call of each tool that went through. */
  first: ReadonlyMap<string, Step>;
  /** By tool: the last turn before its first call, where the user agreed there to what the agent had said. */
  yes: ReadonlyMap<string, Step>;
  /** It ended by handing the user to somebody else: what came before is no example. */
  gaveUp: boolean;
};

const AGREES =
  /^\W*(?:yes|yeah|yep|yup|sure|ok|okay|correct|right|exactly|absolutely|definitely|certainly|of course|please (?:do|go ahead|proceed)|go ahead|do it|proceed|confirm(?:ed)?|i (?:confirm|agree)|that(?:['’]s| is| works| sounds| would be)? (?:right|correct|fine|good|great|perfect|ok|okay)|sounds good|perfect|great)(?![\p{L}'’])|(?<!\p{L})(?:yes|please (?:proceed|go ahead)|go ahead|i confirm)(?!\p{L})/iu;
const DECLINES = /^\W*(?:no|nope|wait|stop|don['’]t|not yet|hold on)(?!\p{L})/iu;
const MAX_YES = 600;

/** Thinking aloud, sums and lists of things to do: neither a step of the work nor what it is for. */
const ASIDE =
  /^(?:think|thought|reason|reflect|calculate|calculator|compute|plan|todo|todo_?(?:write|read)|sleep|wait|note|log|respond|reply|finish|done)$/i;

/** Tools that may stand in a memory as a step. */
export const isStep = (tool: string): boolean => isShownTool(tool) && !ASIDE.test(tool) && !isHandOver(tool);

/** Tools that change something: what a procedure leads to. */
export const isWrite = (tool: string): boolean => isStep(tool) && !isLookUp(tool);

/** Reads what a session did. Only calls that went through count. */
export function habitsOf(session: SortedSession): Habits {
  const first = new Map<string, Step>();
  const yes = new Map<string, Step>();
  let gaveUp = false;
  for (const call of callsOf(session)) {
    if (!wentThrough(call)) continue;
    if (isHandOver(call.name)) gaveUp = true;
    if (!isStep(call.name) || first.has(call.name)) continue;
    first.set(call.name, { at: call.index, start: 0 });
    const agreed = isWrite(call.name) ? agreedBefore(session, call.index) : null;
    if (agreed) yes.set(call.name, agreed);
  }
  return { session, first, yes, gaveUp };
}

/** The user's last turn before a place, when the agent had spoken before it and it agrees. */
function agreedBefore({ events, audience }: SortedSession, at: number): Step | null {
  for (let i = at - 1; i > 0; i--) {
    const event = events[i];
    // Machine text in a user's line is nobody's yes.
    if (event?.type !== "user" || (event.trust === "external" && audience === "team")) continue;
    const text = event.text.slice(0, MAX_YES);
    const agrees = DECLINES.test(text) ? null : AGREES.exec(text);
    const asked = events.slice(0, i).some((e) => e.type === "assistant" && e.text.trim() !== "");
    return asked && agrees ? { at: i, start: agrees.index } : null;
  }
  return null;
}

const SAID = /\p{L}[^.!?\n\p{C}]{0,79}/u;
const FIRST_ARGUMENT = /^\s*\{\s*(?:"[^"\\\p{C}]{1,60}"|\})|[^\s\p{C}]{1,12}/u;

/** A call by the name of its first argument: the values are one customer's, and may repeat what a tool said. A user's yes by its first words. */
export function stepEvidence({ events, transcriptId, revision }: SortedSession, step: Step | undefined, isYes = false): DraftEvidence[] {
  const event = step && events[step.at];
  const found = event && (isYes ? SAID : FIRST_ARGUMENT).exec(event.text.slice(step.start));
  if (!found) return [];
  return [
    { source: "transcript", transcriptId, revision, eventSeq: event.seq, quote: found[0].trimEnd(), start: step.start + found.index },
  ];
}

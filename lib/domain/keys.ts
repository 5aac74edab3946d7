/**
 * Every command that has a key. The handlers, the hints on the buttons, the sheet behind `?`, the palette's entries and the page where a person chooses
 * other keys are made from this one table. A chord is a key as `KeyboardEvent.key` names it in lower case, with `shift+` before a letter and `mod+` (Ctrl,
 * on a Mac also Cmd) before anything.
 */
export const COMMANDS = [
  { id: "accept", keys: ["a"], label: "Accept, go on to the next", group: "Decide", note: "High risk asks once more: Enter" },
  { id: "reject", keys: ["r"], label: "Reject", group: "Decide", note: "1-6 picks the reason, Enter gives none" },
  { id: "edit", keys: ["e"], label: "Edit the words", group: "Decide", note: "Ctrl+Enter saves, Esc leaves" },
  { id: "later", keys: ["s"], label: "Decide later", group: "Decide" },
  { id: "clear", keys: ["c"], label: "Take the decision on this change back", group: "Decide" },
  { id: "undo", keys: ["z"], label: "Undo the last decision", group: "Decide" },
  { id: "redo", keys: ["shift+z"], label: "Do it again", group: "Decide" },
  { id: "recent", keys: ["h"], label: "The last ten decisions", group: "Decide" },
  { id: "group", keys: ["shift+a"], label: "See the group of low risk, then accept it", group: "Decide" },
  { id: "drop", keys: ["-"], label: "Take a change out of its group", group: "Decide" },
  { id: "pick", keys: ["x"], label: "Pick this change for a group of your own", group: "Decide", note: "Low risk, waiting, of one sort" },
  { id: "pick-next", keys: ["shift+j", "shift+arrowdown"], label: "Pick it and the next", group: "Decide" },
  { id: "pick-previous", keys: ["shift+k", "shift+arrowup"], label: "Pick it and the one before", group: "Decide" },
  { id: "next", keys: ["j", "arrowdown"], label: "Next change", group: "Go to" },
  { id: "previous", keys: ["k", "arrowup"], label: "Previous change", group: "Go to" },
  { id: "next-undecided", keys: ["n"], label: "Next change that waits", group: "Go to" },
  { id: "next-high", keys: ["shift+n"], label: "Next high risk that waits", group: "Go to" },
  { id: "evidence", keys: ["v"], label: "The evidence", group: "Go to" },
  { id: "next-quote", keys: ["]"], label: "Next quote", group: "Go to" },
  { id: "previous-quote", keys: ["["], label: "Previous quote", group: "Go to" },
  { id: "filter", keys: ["/"], label: "The filter of the queue", group: "Go to" },
  { id: "view", keys: ["d"], label: "Next view of the difference", group: "Show" },
  { id: "whole", keys: ["o"], label: "The whole memory around it", group: "Show" },
  { id: "since", keys: ["i"], label: "What is new since you last looked", group: "Show" },
  { id: "help", keys: ["?"], label: "Show these keys", group: "Show" },
  { id: "rebase", keys: ["u"], label: "Bring the proposal up to date when the memory moved", group: "Proposal" },
  { id: "apply", keys: ["mod+enter"], label: "Open the summary, then apply", group: "Proposal" },
  { id: "palette", keys: ["mod+k"], label: "Go anywhere, do anything", group: "Everywhere" },
] as const satisfies readonly Command[];

type Command = { id: string; keys: readonly string[]; label: string; group: string; note?: string };
export type CommandId = (typeof COMMANDS)[number]["id"];
/** What the review desk does itself; the palette belongs to every page. */
export type ReviewAction = Exclude<CommandId, "palette">;

/** Keys that a person chose instead of the table's. */
export type ChosenKeys = Partial<Record<CommandId, readonly string[]>>;

export const commandOf = (id: CommandId): Command => COMMANDS.find((c) => c.id === id) as Command;

/** The keys of a command, as chosen or as the table has them. */
export const keysOf = (id: CommandId, chosen: ChosenKeys): readonly string[] => chosen[id] ?? commandOf(id).keys;

type Press = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean };

/** A press as a chord; undefined for a modifier alone and for what Alt belongs to. Capitals by caps lock are the letter. */
export function chordOf(event: Press): string | undefined {
  if (event.altKey || ["Shift", "Control", "Meta", "Alt", "AltGraph", "CapsLock", "Dead", "Process"].includes(event.key)) return undefined;
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  // Of a sign the keyboard has already worked the shift in: "?" is "?" wherever it lies.
  const shift = event.shiftKey && (/^\p{L}$/u.test(key) || key.length > 1) ? "shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${shift}${key}`;
}

/** The command of a chord. With `singles` off only chords with Ctrl count (WCAG 2.1.4). */
export function commandOfChord(chord: string, chosen: ChosenKeys, singles: boolean): CommandId | undefined {
  if (!singles && !chord.startsWith("mod+")) return undefined;
  return COMMANDS.find((c) => keysOf(c.id, chosen).includes(chord))?.id;
}

/** Keys that the browser or the desk's forms need for themselves. */
const TAKEN = ["tab", "shift+tab", "enter", "space", "escape", "mod+c", "mod+v", "mod+x", "mod+a", "mod+t", "mod+w", "mod+n", "mod+r"];

/** Why a command cannot have this key, in a sentence; undefined when it can. */
export function keyProblem(id: CommandId, chord: string, chosen: ChosenKeys): string | undefined {
  if (TAKEN.includes(chord)) return `${shownKey(chord)} belongs to the browser and to forms. Press another key.`;
  const other = COMMANDS.find((c) => c.id !== id && keysOf(c.id, chosen).includes(chord));
  return other ? `${shownKey(chord)} is the key of “${other.label}”. Press another key, or change that one first.` : undefined;
}

const NAMES: Record<string, string> = { enter: "⏎", arrowup: "↑", arrowdown: "↓", arrowleft: "←", arrowright: "→", space: "Space" };

/** A chord as it is printed: "Ctrl ⏎", "⇧A". */
export function shownKey(chord: string): string {
  const parts = chord.split(/\+(?=.)/);
  const key = parts.at(-1) ?? "";
  const named = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : `${key.charAt(0).toUpperCase()}${key.slice(1)}`);
  return `${parts.includes("mod") ? "Ctrl " : ""}${parts.includes("shift") ? "⇧" : ""}${named}`;
}

/** What a person chose: other keys, and whether single letters act (WCAG 2.1.4). */
export type KeyPreference = { chosen: ChosenKeys; singles: boolean };

/** What a person changes of it: one command's keys (null: back to the table's), all of them back, or the switch. */
export type KeyChange = { command: CommandId; key: string | null } | { reset: true } | { singles: boolean };

/** The choice after a change; a sentence where it cannot be. */
export function withKeyChange(now: KeyPreference, change: KeyChange): KeyPreference | string {
  if ("singles" in change) return { ...now, singles: change.singles };
  if ("reset" in change) return { ...now, chosen: {} };
  const { [change.command]: _, ...others } = now.chosen;
  const own = commandOf(change.command).keys;
  const back = change.key === null || own.includes(change.key);
  // A key that was given up may have gone to another command since.
  const wanted = back || change.key === null ? own : [change.key];
  const problem = wanted.map((key) => keyProblem(change.command, key, others)).find((p) => p !== undefined);
  return problem ?? { ...now, chosen: back ? others : { ...others, [change.command]: wanted } };
}

/** What is kept of a person's choice, as far as it still makes sense. */
export function readKeyPreference(kept: unknown): KeyPreference {
  const { chosen, singles } = (typeof kept === "object" && kept !== null ? kept : {}) as Record<string, unknown>;
  return { chosen: readChosenKeys(chosen), singles: singles !== false };
}

/** What was kept, as far as it still makes sense: commands that are known, chords that are strings, no key twice. */
function readChosenKeys(kept: unknown): ChosenKeys {
  if (typeof kept !== "object" || kept === null) return {};
  const chosen: ChosenKeys = {};
  for (const { id } of COMMANDS) {
    const keys = (kept as Record<string, unknown>)[id];
    if (!Array.isArray(keys) || !keys.every((k): k is string => typeof k === "string" && k.length > 0 && k.length < 30)) continue;
    chosen[id] = [...new Set(keys)];
  }
  const used = new Set<string>();
  for (const { id } of COMMANDS) {
    if (keysOf(id, chosen).some((k) => used.has(k))) return {};
    for (const k of keysOf(id, chosen)) used.add(k);
  }
  return chosen;
}

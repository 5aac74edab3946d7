import type { SessionEvent } from "@/lib/domain/transcript";
import { type Call, type Leaf, leavesOf, wentThrough } from "@/lib/dreaming/local/calls";
import { isIdLike } from "@/lib/dreaming/local/cases";

/** What came after a refused call. It says what happened, never that it was the cure. Names of arguments only: values are one customer's. */
export type Recovery =
  | { kind: "changed"; changed: string[]; added: string[]; leftOut: string[]; asked: boolean }
  | { kind: "same-call"; after: string[]; asked: boolean }
  | { kind: "sibling"; tool: string }
  | { kind: "handed-over" }
  | { kind: "went-on"; tool: string; argument: string }
  | { kind: "nothing" };

const LOOK_UP = /^(get|find|search|list|read|look|lookup|query|check|fetch|retrieve|view|show|describe|grep|glob)$/;
const HAND_OVER =
  /(transfer|escalat|hand_?(off|over)).*(human|agent|person|operator|support|representative|team)|^(escalate|handoff|hand_off|handover)\b/i;
/** Arguments in which an agent says why it calls: another wording is the same call. */
const ABOUT_THE_CALL = /^(description|explanation|thought|thoughts|justification|rationale)$/i;
/** How far the search goes for another tool: what comes later is another matter. */
const WINDOW = 200;

/** A session's calls with what a search forward needs; made once for a session. */
export type Track = {
  calls: readonly Call[];
  events: readonly SessionEvent[];
  successes: ReadonlyMap<string, readonly number[]>;
  handOvers: readonly number[];
};

/** True for a tool that hands the user to a person or another team. */
export const isHandOver = (name: string): boolean => HAND_OVER.test(name);

export function trackOf(calls: readonly Call[], events: readonly SessionEvent[]): Track {
  const successes = new Map<string, number[]>();
  const handOvers: number[] = [];
  calls.forEach((call, i) => {
    if (!wentThrough(call)) return;
    const list = successes.get(call.name);
    if (list) list.push(i);
    else successes.set(call.name, [i]);
    if (HAND_OVER.test(call.name)) handOvers.push(i);
  });
  return { calls, events, successes, handOvers };
}

/** What followed the refused call at place `at` of `track.calls`. */
export function recoveryOf(track: Track, at: number): Recovery {
  const refused = track.calls[at];
  if (!refused) return { kind: "nothing" };
  const again = firstAfter(track.successes.get(refused.name) ?? [], at);
  const handed = firstAfter(track.handOvers, at);
  const sibling = siblingAfter(track, at, refused);
  const success = track.calls[again];
  const repeat = success && again < sibling ? repeatOf(track, refused, success, at, again) : null;
  if (repeat) return repeat;
  if (sibling < Number.POSITIVE_INFINITY) return { kind: "sibling", tool: track.calls[sibling]?.name ?? "" };
  if (handed < Number.POSITIVE_INFINITY && refused.name !== track.calls[handed]?.name) return { kind: "handed-over" };
  return sameObjectAfter(track, at, refused) ?? { kind: "nothing" };
}

/** The first of the ascending places that lies after `at`, else infinity. */
function firstAfter(places: readonly number[], at: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return places[low] ?? Number.POSITIVE_INFINITY;
}

function repeatOf(track: Track, refused: Call, success: Call, at: number, again: number): Recovery | null {
  const before = valuesByName(leavesOf(refused.input));
  const after = valuesByName(leavesOf(success.input));
  const changed: string[] = [];
  const leftOut: string[] = [];
  for (const [name, value] of before) {
    if (ABOUT_THE_CALL.test(name)) continue;
    const now = after.get(name);
    if (now === undefined) leftOut.push(name);
    else if (now !== value) changed.push(name);
  }
  const added = [...after.keys()].filter((name) => !before.has(name) && !ABOUT_THE_CALL.test(name));
  const asked = spokeBetween(track.events, refused.resultIndex, success.index);
  if (changed.length + leftOut.length + added.length > 0) {
    if (isAnotherText(before, after, changed)) return null;
    return { kind: "changed", changed: changed.sort(), added: added.sort(), leftOut: leftOut.sort(), asked };
  }
  const between = new Set<string>();
  for (let i = at + 1; i < again && between.size < 3; i++) {
    const call = track.calls[i];
    if (call && wentThrough(call) && call.name !== refused.name) between.add(call.name);
  }
  return { kind: "same-call", after: between.size <= 2 ? [...between].sort() : [], asked };
}

function valuesByName(leaves: readonly Leaf[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const leaf of leaves) values.set(leaf.name, values.has(leaf.name) ? `${values.get(leaf.name)}\0${leaf.value}` : leaf.value);
  return values;
}

/** A shell command or an edit that shares little with the refused one is another step of the work, not a second try. */
function isAnotherText(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, changed: readonly string[]): boolean {
  return changed.some((name) => {
    const [x, y] = [before.get(name) ?? "", after.get(name) ?? ""];
    if (x.length < 20 || y.length < 20 || x.split(/\s+/).filter((word) => /[A-Za-z]{2}/.test(word)).length < 3) return false;
    const a = new Set(x.slice(0, 2_000).split(/\W+/));
    const b = new Set(y.slice(0, 2_000).split(/\W+/));
    const shared = [...a].filter((word) => b.has(word)).length;
    return shared / (a.size + b.size - shared) < 0.4;
  });
}

/** Whether the agent spoke and the user answered between two places of the session. */
function spokeBetween(events: readonly SessionEvent[], from: number, to: number): boolean {
  let spoke = false;
  for (let i = from + 1; i < to; i++) {
    const event = events[i];
    if (event?.type === "assistant" && event.text.trim() !== "") spoke = true;
    else if (event?.type === "user" && event.trust === "user" && spoke) return true;
  }
  return false;
}

const nameWords = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** True for a tool that only reads, by the verb its name starts with. */
export const isLookUp = (name: string): boolean => nameWords(name).some((word, i) => i < 3 && LOOK_UP.test(word));

/** What may follow the shared part of two look-ups' names: how the thing is found, not what of it. */
const FOUND_BY = /^(by|with|from|using|via|for|in|through|and|or)$/;

/** True for two names of look-ups for one thing: "find_user_by_email" and "find_user_by_name"; not "get_hotel_prices" and "get_hotel_address". */
function sameThing(a: readonly string[], b: readonly string[]): boolean {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  if (shared < 2) return false;
  const rest = (words: readonly string[]) => {
    const before = words[shared - 1] ?? "";
    const next = words[shared];
    return next === undefined || FOUND_BY.test(next) || FOUND_BY.test(before) || words.slice(2, shared).some((word) => FOUND_BY.test(word));
  };
  return rest(a) && rest(b);
}

/** For a look-up: the first other look-up of the same thing that went through before anything was written. */
function siblingAfter(track: Track, at: number, refused: Call): number {
  const words = nameWords(refused.name);
  if (!isLookUp(refused.name)) return Number.POSITIVE_INFINITY;
  for (let i = at + 1; i < Math.min(track.calls.length, at + WINDOW); i++) {
    const call = track.calls[i];
    if (!call || !wentThrough(call)) continue;
    if (!isLookUp(call.name)) break;
    if (call.name !== refused.name && sameThing(words, nameWords(call.name))) return i;
  }
  return Number.POSITIVE_INFINITY;
}

/** The first write that went through on the object of the refused call: the id argument that the tool's name speaks of, else its first id. */
function sameObjectAfter(track: Track, at: number, refused: Call): Recovery | null {
  if (isLookUp(refused.name)) return null;
  const ids = leavesOf(refused.input).filter((leaf) => /id$/i.test(leaf.name) && leaf.value.length >= 3);
  const words = nameWords(refused.name);
  const object =
    ids.find((leaf) => nameWords(leaf.name).some((word) => word !== "id" && words.includes(word))) ??
    ids.find((leaf) => isIdLike(leaf.value));
  if (!object) return null;
  for (let i = at + 1; i < Math.min(track.calls.length, at + WINDOW); i++) {
    const call = track.calls[i];
    if (!call || !wentThrough(call) || isLookUp(call.name) || call.name === refused.name) continue;
    if (leavesOf(call.input).some((leaf) => leaf.name === object.name && leaf.value === object.value)) {
      return { kind: "went-on", tool: call.name, argument: object.name };
    }
  }
  return null;
}

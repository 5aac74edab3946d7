/** What one sentence does to a list that a person keeps. `name` is "" for "the list"; `bare` says no list and counts only where one is known. */
export type ListRequest = { op: "add" | "remove"; item: string; count: number | null; name: string; bare: boolean };

/** Lists of things to have or to bring. Lists in a program's code or a file are the task at hand. */
const NAME = "(?:(shopping|grocery|packing|wish|guest|gift|reading|supply)[ -])?list";
const ON_LIST = `(?:to|on|onto|from|off) (?:my|our|the) ${NAME}`;
const ADD = new RegExp(`^(?:please )?(?:add|put) (.{2,80}?) ${ON_LIST}[.!]*$`, "iu");
const NEED = new RegExp(
  `^(?:i|we) (?:require|need|want|want to buy|would like) (.{2,80}?),? (?:so )?(?:please )?(?:add|put) (?:it|them|that) ${ON_LIST}[.!]*$`,
  "iu",
);
const REMOVE = new RegExp(`^(?:please )?(?:remove|take|delete|strike|cross) (.{2,80}?) ${ON_LIST}[.!]*$`, "iu");
const BARE_ADD = /^(?:i|we) (?:require|need|want to buy|need to buy) ((?:another |\d+ more )?\d* ?.{2,60}?)[.!]*$/iu;
const BARE_REMOVE = /^(?:please )?remove (.{2,60}?)[.!]*$/iu;
const COUNTED = /^(?:another |an extra )?(\d{1,4})(?: more)? +(.+)$/iu;
const UNCOUNTED = /^(?:an?|the|some|more|another) +(.+)$/iu;
const MAX_ITEM_WORDS = 4;

/** Reads a sentence of a user's own words; null for anything but one item put on a list or taken off. */
export function listRequest(sentence: string): ListRequest | null {
  const text = sentence.trim();
  const explicit = [
    { op: "add" as const, match: NEED.exec(text) ?? ADD.exec(text) },
    { op: "remove" as const, match: REMOVE.exec(text) },
  ].find(({ match }) => match !== null);
  if (explicit?.match) {
    const name = (explicit.match[2] ?? "").toLowerCase();
    const read = itemOf(explicit.match[1] ?? "");
    // "Put the parser on the list": without a number nobody knows which list that is.
    return read && (name !== "" || read.count !== null) ? { op: explicit.op, ...read, name, bare: false } : null;
  }
  const [add, remove] = [BARE_ADD.exec(text), BARE_REMOVE.exec(text)];
  const read = itemOf(add?.[1] ?? remove?.[1] ?? "");
  return read && read.count !== null ? { op: add ? "add" : "remove", ...read, name: "", bare: true } : null;
}

function itemOf(text: string): { item: string; count: number | null } | null {
  const counted = COUNTED.exec(text);
  const item = (counted?.[2] ?? UNCOUNTED.exec(text)?.[1] ?? text).trim();
  const plain =
    /^\p{L}[\p{L}'’ -]*$/u.test(item) && item.split(" ").length <= MAX_ITEM_WORDS && !/\b(?:and|or|to|of|from|the|it|them)\b/i.test(item);
  return plain ? { item, count: counted?.[1] ? Number(counted[1]) : null } : null;
}

import { type Mapped, mapped, originalSpan, replaceMapped } from "@/lib/domain/text/mapped";

const INVISIBLE =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ue000-\uf8ff\u{e0100}-\u{e01ef}\u{f0000}-\u{10fffd}]/gu;
const TAGS = /[\u{e0001}-\u{e007f}]/gu;
// A YAML fold (`\` line end, indent, `\ `), then \uXXXX, \xXX, \n \t \r \" \' \\ \/, and a doubled single quote between letters.
const ESCAPE = /\\\r?\n[ \t]*\\?[ \t]?|\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})|\\([ntr"'\\/ ])|(?<=\p{L})''(?=\p{L})/gu;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos|nbsp|zwj|zwnj|shy));/gi;
const NAMED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " ", zwj: "", zwnj: "", shy: "" };
const SPACES = /[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40,}={0,2}(?![A-Za-z0-9+/=_-])/g;
const MAX_DECODED = 16;

/** Letters of other scripts that read as Latin ones. */
const LOOK_ALIKES = new Map(
  Object.entries({
    а: "a",
    в: "b",
    е: "e",
    ё: "e",
    к: "k",
    м: "m",
    н: "h",
    о: "o",
    р: "p",
    с: "c",
    т: "t",
    у: "y",
    х: "x",
    і: "i",
    ї: "i",
    ј: "j",
    ѕ: "s",
    ԁ: "d",
    ԛ: "q",
    ԝ: "w",
    ѵ: "v",
    һ: "h",
    ӏ: "l",
    г: "r",
    п: "n",
    А: "A",
    В: "B",
    Е: "E",
    К: "K",
    М: "M",
    Н: "H",
    О: "O",
    Р: "P",
    С: "C",
    Т: "T",
    У: "Y",
    Х: "X",
    І: "I",
    Ј: "J",
    Ѕ: "S",
    Ԛ: "Q",
    Ԝ: "W",
    α: "a",
    β: "b",
    ε: "e",
    η: "n",
    ι: "i",
    κ: "k",
    ν: "v",
    ο: "o",
    ρ: "p",
    τ: "t",
    υ: "u",
    χ: "x",
    ω: "w",
    γ: "y",
    σ: "o",
    Α: "A",
    Β: "B",
    Ε: "E",
    Ζ: "Z",
    Η: "H",
    Ι: "I",
    Κ: "K",
    Μ: "M",
    Ν: "N",
    Ο: "O",
    Ρ: "P",
    Τ: "T",
    Υ: "Y",
    Χ: "X",
    ı: "i",
    ɡ: "g",
    ɑ: "a",
    ʟ: "l",
    ɪ: "i",
    ʀ: "r",
    ᴀ: "a",
    ʙ: "b",
    ᴄ: "c",
    ᴅ: "d",
    ᴇ: "e",
    ɢ: "g",
    ʜ: "h",
    ᴊ: "j",
    ᴋ: "k",
    ᴍ: "m",
    ɴ: "n",
    ᴏ: "o",
    ᴘ: "p",
    ᴛ: "t",
    ᴜ: "u",
    ᴠ: "v",
    ᴡ: "w",
    ʏ: "y",
    ᴢ: "z",
  }),
);
const MIXED_WORD = /[\p{L}\p{M}]+/gu;

/**
 * The copy that rules look at: invisible characters out, tag characters read as the ASCII they hide, escapes undone twice, entities decoded,
 * compatibility forms folded (NFKC), look-alike letters inside Latin words turned Latin, white space single, long base64 decoded and
 * appended after a line break. Case is kept. `map` leads every unit back to the original.
 */
export function normalise(text: string): Mapped {
  let copy = mapped(text);
  copy = replaceMapped(copy, TAGS, ([c]) => tagAscii(c));
  copy = replaceMapped(copy, INVISIBLE, () => "");
  for (let round = 0; round < 2; round++) copy = replaceMapped(copy, ESCAPE, unescaped);
  copy = replaceMapped(copy, ENTITY, entity);
  copy = replaceMapped(copy, TAGS, ([c]) => tagAscii(c));
  copy = replaceMapped(copy, INVISIBLE, () => "");
  copy = replaceMapped(copy, /[^\u0000-\u007f]\p{M}*/gu, ([c]) => c.normalize("NFKC"));
  copy = replaceMapped(copy, MIXED_WORD, ([word]) => latinised(word));
  copy = replaceMapped(copy, SPACES, ([run]) => (/[\n\r\u2028\u2029]/.test(run) ? "\n" : " "));
  return withDecoded(copy);
}

function tagAscii(c: string): string {
  const code = (c.codePointAt(0) ?? 0) - 0xe0000;
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "";
}

function unescaped(match: RegExpMatchArray): string {
  const [whole, unicode, hex, simple] = match;
  if (unicode ?? hex) {
    const code = Number.parseInt(unicode ?? hex ?? "", 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : " ";
  }
  if (whole === "''") return "'";
  if (simple === undefined) return " ";
  return simple === "n" || simple === "r" ? "\n" : simple === "t" ? " " : simple;
}

function entity(match: RegExpMatchArray): string {
  const [, decimal, hex, name] = match;
  if (name) return NAMED[name.toLowerCase()] ?? "";
  const code = decimal ? Number(decimal) : Number.parseInt(hex ?? "0", 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : " ";
}

function latinised(word: string): string {
  if (!/[^\u0000-\u024f]/.test(word)) return word;
  const letters = [...word];
  const latin = letters.filter((c) => /\p{Script=Latin}/u.test(c)).length;
  // A word wholly of look-alikes is left alone: it is probably a real Greek or Cyrillic word.
  if (latin === 0 || !letters.some((c) => LOOK_ALIKES.has(c))) return word;
  return letters.map((c) => LOOK_ALIKES.get(c) ?? c).join("");
}

function withDecoded(copy: Mapped): Mapped {
  let result = copy;
  let taken = 0;
  for (const match of copy.text.matchAll(BASE64)) {
    if (taken >= MAX_DECODED) break;
    const decoded = decodeBase64(match[0]);
    if (!decoded) continue;
    taken++;
    const span = originalSpan(copy, match.index, match.index + match[0].length);
    const extra = `\n${decoded}`;
    result = {
      text: result.text + extra,
      starts: result.starts.concat(Array.from({ length: extra.length }, () => span.start)),
      ends: result.ends.concat(Array.from({ length: extra.length }, () => span.end)),
    };
  }
  return result;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The text behind base64, or null when it is not readable text. */
export function decodeBase64(value: string): string | null {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const c of value.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/")) {
    const six = ALPHABET.indexOf(c);
    if (six < 0) return null;
    bits = ((bits << 6) | six) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
    }
  }
  if (bytes.some((b) => b < 9 || (b > 13 && b < 32) || b === 127)) return null;
  try {
    const text = decodeURIComponent(bytes.map((b) => `%${b.toString(16).padStart(2, "0")}`).join(""));
    return /[a-zA-Z]{3}/.test(text) && /\s/.test(text) ? text : null;
  } catch {
    return null;
  }
}

import type { Span } from "@/lib/domain/evidence";

/** Bidirectional overrides and embeddings; isolates too: a memory has no use for any of them. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
/** Tag characters (invisible ASCII), interlinear and other format characters, Hangul fillers, private use planes. */
const INVISIBLE =
  /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0001}-\u{e007f}\u{e000}-\u{f8ff}\u{f0000}-\u{10fffd}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/u;
/** Zero-width joiners and direction marks, which some scripts need. */
const JOINER = /[\u200c\u200d]/;
const MARK = /[\u200e\u200f\u061c]/;
const JOINING_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Thai}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const RTL_SCRIPT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
const EMOJI_PART = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3]/u;
const VARIATION = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
const OTHER_CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const ANY_SUSPECT =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ue000-\uf8ff]|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{f0000}-\u{10fffd}]/u;

export type Hidden = Span & { kind: "tag" | "bidi" | "zero-width" | "control" };

/** A flag's subdivision tags (England, Scotland, Wales, Texas, ...): black flag, tags, cancel tag. */
const FLAG = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f}/gu;

/** Characters that a reader does not see and a model does, outside emoji and the scripts that need joiners; runs are joined. */
export function hiddenCharacters(text: string): Hidden[] {
  if (!ANY_SUSPECT.test(text)) return [];
  const found: Hidden[] = [];
  const flags = [...text.matchAll(FLAG)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  let previous = "";
  const points = [...text];
  let at = 0;
  for (const [i, c] of points.entries()) {
    const start = at;
    at += c.length;
    const kind = flags.some((f) => start >= f.start && start < f.end) ? null : hiddenKind(c, previous, points[i + 1] ?? "");
    if (kind) {
      const last = found.at(-1);
      if (last && last.end === start && last.kind === kind) last.end = at;
      else found.push({ kind, start, end: at });
    }
    previous = c;
  }
  return found;
}

function hiddenKind(c: string, before: string, after: string): Hidden["kind"] | null {
  if (!ANY_SUSPECT.test(c)) return null;
  if (OTHER_CONTROL.test(c)) return "control";
  if (BIDI.test(c)) return "bidi";
  if (JOINER.test(c)) {
    if (EMOJI_PART.test(before) && /\p{Extended_Pictographic}/u.test(after)) return null;
    return JOINING_SCRIPT.test(before) && (after === "" || JOINING_SCRIPT.test(after) || !/\p{L}/u.test(after)) ? null : "zero-width";
  }
  if (MARK.test(c)) return RTL_SCRIPT.test(before) || RTL_SCRIPT.test(after) ? null : "bidi";
  if (VARIATION.test(c)) {
    // One selector after an emoji, a keycap, a Han character or a symbol is ordinary; a run of them is a channel.
    return VARIATION.test(before) || !/[\p{Emoji}\p{Script=Han}\p{S}\p{Script=Mongolian}]/u.test(before) ? "zero-width" : null;
  }
  if (INVISIBLE.test(c)) return /[\u{e0001}-\u{e007f}]/u.test(c) ? "tag" : "zero-width";
  return "zero-width";
}

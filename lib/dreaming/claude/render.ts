import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { DreamSession } from "@/lib/domain/dream";
import { type SessionEvent, trustOfType } from "@/lib/domain/transcript";

/** Characters of a session in one request: about 40,000 tokens. What is longer is cut into windows at the borders of events. */
export const WINDOW_CHARS = 140_000;
/** A shorter text is cheaper to send again than to point to. */
const MIN_REPEATED_CHARS = 120;

/** Text that is data, between marks that it cannot itself contain: their name is made of its own hash. */
export function fenced(name: string, attributes: string, text: string): string {
  const mark = `${name}-${bytesToHex(sha256(utf8ToBytes(text))).slice(0, 8)}`;
  return `<${mark}${attributes === "" ? "" : ` ${attributes}`}>\n${text}\n</${mark}>`;
}

/**
 * A session as a model reads it, in windows of at most `windowChars`: whole events in order, each begun by `[seq who]`. Nothing is left out but system
 * prompts, which are never evidence; of an event that repeats an earlier one word for word the number of that one is given. An event longer than a
 * window is cut into parts.
 */
export function renderSession(session: DreamSession, windowChars = WINDOW_CHARS): string[] {
  const windows: string[][] = [[]];
  let size = 0;
  const seen = new Map<string, number>();
  const add = (line: string) => {
    if (size > 0 && size + line.length > windowChars) {
      windows.push([]);
      seen.clear();
      size = 0;
    }
    windows.at(-1)?.push(line);
    size += line.length + 1;
  };
  for (const [i, event] of session.events.entries()) {
    const head = `${event.seq} ${speakerOf(event, session.events[i - 1])}`;
    const text = quiet(event.text);
    const before = seen.get(event.text);
    if (event.type === "system") continue;
    if (before !== undefined) add(`[${head}] (word for word as ${before})`);
    else if (event.text.length <= windowChars) {
      add(`[${head}] ${text}`);
      // Only what stands in the same window can be pointed to.
      if (event.text.length >= MIN_REPEATED_CHARS) seen.set(event.text, event.seq);
    } else {
      const parts = cutInto(text, windowChars);
      for (const [i, part] of parts.entries()) add(`[${head}, part ${i + 1} of ${parts.length}] ${part}`);
    }
  }
  const attributes = attributesOf(session);
  const texts = windows.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return texts.map((text, i) =>
    fenced("session", texts.length > 1 ? `${attributes} window="${i + 1} of ${texts.length}"`.trim() : attributes, text),
  );
}

/** A line inside an event that looks like the beginning of one is set off by a space: only code begins events, at the beginning of a line. */
const quiet = (text: string): string => text.replace(/(^|[\n\r\u2028\u2029])(?=\[\d)/g, "$1 ").replace(/^ (?=\[\d)/, "");
/** A tool's name comes with the transcript, and is no place for sentences or brackets. */
const plainName = (name: string): string => name.replace(/[^\w.:/-]+/gu, "_").slice(0, 64);

/** Pieces of at most `size` UTF-16 units that together are the text; none ends in half a character. */
export function cutInto(text: string, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = Math.min(text.length, at + size);
    const half = end < text.length && /[\ud800-\udbff]/.test(text[end - 1] ?? "");
    pieces.push(text.slice(at, half && end - 1 > at ? end - 1 : end));
    at += pieces.at(-1)?.length ?? size;
  }
  return pieces;
}

function attributesOf(session: DreamSession): string {
  const day = session.startedAt?.slice(0, 10);
  const outcome = session.outcome.result === "unknown" ? "" : ` outcome="${session.outcome.result}"`;
  return `${day ? `date="${day}"` : ""}${outcome}`.trim();
}

function speakerOf(event: SessionEvent, before: SessionEvent | undefined): string {
  // The result right after a call is that call's.
  const isOfCall = event.type === "tool_result" && before?.type === "tool_call" && before.tool?.name === event.tool?.name;
  const tool = event.tool?.name && !isOfCall ? ` ${plainName(event.tool.name)}` : "";
  const lowered = event.trust !== trustOfType(event.type) && event.type !== "system" ? ` ${event.trust}` : "";
  switch (event.type) {
    case "tool_call":
      return `call${tool}`;
    case "tool_result":
      return `result${tool}${event.tool?.isError ? " error" : ""}`;
    case "user":
      return lowered === "" ? "user" : lowered.trim();
    default:
      return `${event.type}${lowered}`;
  }
}

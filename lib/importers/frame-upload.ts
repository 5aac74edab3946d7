import { MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import type { Container } from "./format";
import type { Splitter } from "./raw-record";
import { scanNesting } from "./scan-nesting";
import { splitLines } from "./split-lines";
import { splitMembers } from "./split-members";
import { splitValues } from "./split-values";

/** What a piece of the upload is called in messages. */
export type RecordWord = "line" | "element" | "value";

export type Framing =
  | { shape: "lines" | "array" | "sequence"; start: number; line: number }
  /** One object; the sessions are the elements of its member `list`. */
  | { shape: "members"; start: number; list: string }
  | { shape: "none"; why: string };

/** What the formats in question know their files by. */
export type Known = {
  isOurs(value: unknown): boolean;
  isRecording(element: unknown): boolean;
  containers: readonly Container[];
};

/** How far a broken first line is followed in search of a whole one. */
const LOOK_AHEAD_BYTES = 2 ** 20;
const LOOK_AHEAD_LINES = 100;

/**
 * Decides from the first bytes how the upload is cut into sessions: one JSON value per line, the elements of one array, or
 * values over several lines, or the elements of a list inside one object. `null` asks for more bytes. `isOurs` says whether a
 * parsed value is a session or a line of one, `isRecording` whether the first element of an array makes the whole array one.
 */
export function frameUpload(head: Buffer, ended: boolean, known: Known): Framing | null {
  if (head.length < 4 && !ended) return null;
  const why = notText(head);
  if (why) return { shape: "none", why };
  let start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  let lineStart = start;
  let line = 1;
  for (; start < head.length; start++) {
    const byte = head[start]!;
    if (byte === 10) {
      line++;
      lineStart = start + 1;
    } else if (byte !== 32 && byte !== 13 && byte !== 9) break;
  }
  if (start === head.length) {
    if (ended) return { shape: "none", why: "the file is empty" };
    return head.length > LOOK_AHEAD_BYTES ? { shape: "none", why: "the file begins with more than a megabyte of blank space" } : null;
  }
  const lines: Framing = { shape: "lines", start: lineStart, line };
  if (head[start] === 0x7b) {
    const members = frameMembers(head, start, ended, known.containers);
    if (members !== "no") return members;
    return frameObjects(head, start, ended, known.isOurs, lines, { shape: "sequence", start, line });
  }
  if (head[start] === 0x5b) return frameArray(head, start, ended, known.isRecording, lines, line);
  return lines;
}

/** A splitter that goes on where the framing was decided. */
export function splitterFor(framing: Exclude<Framing, { shape: "none" }>): Splitter {
  if (framing.shape === "lines") return splitLines(framing.start, framing.line);
  if (framing.shape === "members") return splitMembers(framing.list, framing.start);
  return splitValues(framing.shape, framing.start, framing.line);
}

function notText(head: Buffer): string | null {
  const first = head.toString("latin1", 0, 4);
  if (first.startsWith("\xff\xfe") || first.startsWith("\xfe\xff") || /^[[{\s]\0|^\0[[{\s]/.test(first)) {
    return "the file is UTF-16 or UTF-32 text; save it as UTF-8";
  }
  if (first.startsWith("\x1f\x8b")) return "the file is compressed with gzip; unpack it, or send it with Content-Encoding: gzip";
  if (first.startsWith("PK\x03\x04")) return "the file is a zip archive; unpack it and send the files in it";
  return null;
}

/** Keys of which each says that the object itself is a session, or a line of one. */
const SESSION_KEYS = new Set(["messages", "traj", "message", "events"]);

/** `{`: an object that lists its sessions in one member. The first of them decides, so it has to be there whole. */
function frameMembers(head: Buffer, start: number, ended: boolean, containers: readonly Container[]): Framing | null | "no" {
  let undecided = false;
  for (const { list, isElement } of containers) {
    const splitter = splitMembers(list, start);
    let verdict: "yes" | "no" | null = null;
    for (const part of splitter.push(head.subarray(start))) {
      if ("stray" in part || part.index === undefined) {
        if ("stray" in part || SESSION_KEYS.has(part.key ?? "") || splitter.where().closed) verdict = "no";
      } else {
        // An element too broken to be parsed decides nothing: the next one does.
        const element = part.bytes ? parsed(part.bytes) : undefined;
        if (element !== undefined) verdict = isElement(element) ? "yes" : "no";
      }
      if (verdict) break;
    }
    const { key, inList, closed } = splitter.where();
    if (verdict === null && (closed || SESSION_KEYS.has(key))) verdict = "no";
    if (verdict === null && (ended || head.length > MAX_SESSION_BYTES)) verdict = inList ? "yes" : "no";
    if (verdict === "yes") return { shape: "members", start, list };
    if (verdict === null) undecided = true;
  }
  return undecided ? null : "no";
}

/** `{`: one object per line, or objects over several lines. */
function frameObjects(
  head: Buffer,
  start: number,
  ended: boolean,
  isOurs: (value: unknown) => boolean,
  lines: Framing,
  sequence: Framing,
): Framing | null {
  let end = head.indexOf(10, start);
  if (end < 0) return ended || head.length > MAX_SESSION_BYTES ? lines : null;
  const first = scanNesting(head.subarray(start, end));
  // A line that is closed in itself, and one broken off inside a string (which never holds a raw line end), are lines.
  if (first.depth <= 0 || first.inString) return lines;
  for (let seen = 0; seen < LOOK_AHEAD_LINES; seen++) {
    const from = end + 1;
    end = head.indexOf(10, from);
    if (end < 0) {
      if (!ended && head.length < LOOK_AHEAD_BYTES) return null;
      end = head.length;
    }
    if (isWholeSession(head.subarray(from, end), isOurs)) return lines;
    if (end >= head.length) break;
  }
  return sequence;
}

function isWholeSession(line: Buffer, isOurs: (value: unknown) => boolean): boolean {
  const nesting = scanNesting(line);
  if (nesting.inString || nesting.depth !== 0 || nesting.deepest === 0) return false;
  const value = parsed(line);
  return typeof value === "object" && !Array.isArray(value) && isOurs(value);
}

/** `[`: an array of sessions, or one session as the list of its messages or events (on one line, one per line, or over several). */
function frameArray(
  head: Buffer,
  start: number,
  ended: boolean,
  isRecording: Known["isRecording"],
  lines: Framing,
  line: number,
): Framing | null {
  const array: Framing = { shape: "array", start, line };
  let first: Buffer | null = null;
  for (const part of splitValues("array", start, line).push(head.subarray(start))) {
    if ("stray" in part) return array;
    first = part.bytes;
    break;
  }
  if (first === null) return ended || head.length > MAX_SESSION_BYTES ? array : null;
  const element = parsed(first);
  if (!isMessage(element) && !isRecording(element)) return array;
  const end = head.indexOf(10, start);
  if (end < 0) return ended || head.length > MAX_SESSION_BYTES ? lines : null;
  const nesting = scanNesting(head.subarray(start, end));
  return nesting.depth <= 0 || nesting.inString ? lines : { shape: "sequence", start, line };
}

function isMessage(value: unknown): boolean {
  return typeof value === "object" && value !== null && "role" in value && !("messages" in value) && !("traj" in value);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

import type { ImportedSession, ImportProblem } from "@/lib/domain/transcript";
import type { JsonSource } from "./json-source";
import { Refusal } from "./record";

/** Each has one file with its importer. */
export const FORMAT_NAMES = ["chat", "tau-bench", "claude-code", "tau2-bench", "anthropic-messages", "managed-agents"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** One parsed JSON value of the upload with where it stood. */
export type SourceRecord = {
  value: unknown;
  /** Its own text, from which exact slices are taken. */
  source: JsonSource;
  /** Byte range [start, end) in the upload. */
  start: number;
  end: number;
  line?: number;
  index?: number;
  /** The member of the file's one object that it is, or stands in: see `Container`. */
  key?: string;
};

/** A file that is one object, of which one member lists the sessions: it is read a session at a time. */
export type Container = {
  readonly list: string;
  isElement(value: unknown): boolean;
};

/** `maybe`: nothing speaks against it, later records decide. `why` is a sentence without a full stop. */
export type Detection = { verdict: "yes" } | { verdict: "maybe" } | { verdict: "no"; why: string };

export type ReadResult = { session: ImportedSession } | { problem: ImportProblem };

/** Reads the records of one upload, in their order. */
export type FormatReader = {
  add(record: SourceRecord): ReadResult[];
  /** What only the end of the upload completes. */
  end(): ReadResult[];
};

/** All that a format is. */
export type TranscriptFormat = {
  readonly name: FormatName;
  /** One sentence for the list of formats. */
  readonly sentence: string;
  /** Does this value (a line, an element, a whole file) look like this format? Content alone decides, never a name. */
  detect(value: unknown): Detection;
  /** All of these stand in a piece of this format too broken to be parsed. */
  readonly hints: readonly RegExp[];
  readonly container?: Container;
  /** Each record is one session and its reader remembers nothing: reading may go on behind any of them. */
  readonly single?: true;
  /** Is an array that begins with this element one session (and not a list of them)? */
  isRecording?(element: unknown): boolean;
  open(): FormatReader;
};

/** A reader for formats in which each record is one session: `read` leaves its `raw` empty and throws `Refusal`. */
export function recordReader(read: (value: unknown, source: JsonSource) => ImportedSession): FormatReader {
  return {
    add(record) {
      try {
        const session = read(record.value, record.source);
        session.raw.push({ start: record.start, end: record.end });
        return [{ session }];
      } catch (error) {
        return [{ problem: problemOf(error, record) }];
      }
    },
    end: () => [],
  };
}

/** The keys of a problem that say where a record stood. */
export function placeOf(at: { line?: number; index?: number }): { line?: number; index?: number } {
  return { ...(at.line !== undefined && { line: at.line }), ...(at.index !== undefined && { index: at.index }) };
}

/** A refusal as a problem with its place; any other error is a bug and is thrown on. */
export function problemOf(error: unknown, at: { line?: number; index?: number }): ImportProblem {
  if (!(error instanceof Refusal)) throw error;
  return { ...placeOf(at), ...(error.path && { path: error.path }), message: error.message };
}

/** `line 203, messages[3].content`: a problem's place in words, empty where it has none. */
export function placeText(problem: ImportProblem): string {
  const parts = [
    problem.line === undefined ? null : `line ${problem.line}`,
    problem.index === undefined ? null : `element ${problem.index}`,
    problem.path || null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

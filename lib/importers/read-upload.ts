import type { ImportedSession, ImportProblem } from "@/lib/domain/transcript";
import { type FormatName, type FormatReader, placeOf, type ReadResult, type TranscriptFormat } from "./format";
import { FORMATS, formatNamed } from "./formats";
import { frameUpload, type RecordWord, splitterFor } from "./frame-upload";
import { type ParsedRecord, parseRecord } from "./parse-record";
import type { RawRecord, Splitter, Stray } from "./raw-record";
import { splitLines } from "./split-lines";
import { splitValues } from "./split-values";

export type UploadItem =
  /** Once, before the first session or problem. */
  | { type: "format"; format: FormatName }
  /** `next`: where another reader may go on right behind it, in formats whose sessions stand by themselves. */
  | { type: "session"; session: ImportedSession; next?: GoOn }
  | { type: "problem"; problem: ImportProblem }
  /** Alone: no format recognised the content. `why` is a sentence without a full stop. */
  | { type: "unsupported"; tried: { format: FormatName; why: string }[] };

/** Where a reading goes on behind a session, and what it has seen before. */
export type GoOn = {
  format: FormatName;
  shape: "lines" | "array";
  /** Of the first byte that is read. */
  offset: number;
  /** 1-based. */
  line: number;
  /** Of an array: elements before it. */
  index: number;
  sessions: number;
  problems: number;
};

/** More problems than these are counted, not listed. */
export const MAX_PROBLEMS = 1000;
/** Beyond these the rest of the upload is not read: each costs time, and the file is not what it should be. */
const MAX_PROBLEMS_READ = 50_000;
/** While no format has recognised anything, at most this much is read and kept. */
const MAX_UNDECIDED_BYTES = 8 * 2 ** 20;
const MAX_UNDECIDED_RECORDS = 5000;
/** At most this much more is read before the framing is tried again. */
const MAX_STRIDE_BYTES = 16 * 2 ** 20;

type Pending = { raw: RawRecord; parsed: ParsedRecord } | Stray;

/**
 * Reads the unpacked bytes of one upload as a stream: sessions and problems in the order in which they stand there. Never
 * throws because of content, and holds about one session at a time (for Claude Code, whose sessions may be interleaved, those
 * that are open). With `goOn` the chunks begin at its offset, and what lies before it counts as read.
 */
export async function* readUpload(
  chunks: AsyncIterable<Uint8Array>,
  options: { format: FormatName | "auto"; goOn?: GoOn | null },
): AsyncGenerator<UploadItem, void, void> {
  const upload = new UploadReader(options.format, options.goOn ?? null);
  for await (const chunk of chunks) {
    for (const item of upload.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))) yield item;
    if (upload.refused) return;
  }
  for (const item of upload.end()) yield item;
}

/** The same without waiting, for callers that hold the bytes: `push` each chunk, then `end`, and take what they give. */
export class UploadReader {
  /** True once `unsupported` or a problem of the whole file was said: the rest of the upload need not be read. */
  refused = false;
  private format: TranscriptFormat | null;
  private reader: FormatReader | null = null;
  private word: RecordWord = "value";
  private splitter: Splitter | null = null;
  /** Before the framing is known. */
  private head: Buffer[] = [];
  private headBytes = 0;
  private nextLook = 1;
  /** Before the format is known. */
  private undecided: Pending[] = [];
  private undecidedBytes = 0;
  private maybe: TranscriptFormat | null = null;
  private reasons = new Map<FormatName, string>();
  /** Said and not taken yet: what one record gave, never more. */
  private out: UploadItem[] = [];
  private sessions = 0;
  private problems = 0;
  /** What the end of the file cut off, told last, when it is known how much was read before it. */
  private lastWord: ImportProblem | null = null;

  private shape: GoOn["shape"] | null = null;

  constructor(format: FormatName | "auto", goOn: GoOn | null = null) {
    this.format = format === "auto" ? null : formatNamed(format);
    if (!goOn) return;
    const { offset, line, index } = goOn;
    this.shape = goOn.shape;
    this.word = goOn.shape === "lines" ? "line" : "element";
    this.splitter = goOn.shape === "lines" ? splitLines(offset, line) : splitValues("array", offset, line, undefined, index);
    this.sessions = goOn.sessions;
    this.problems = goOn.problems;
    this.adopt(formatNamed(goOn.format));
  }

  *push(chunk: Buffer): Generator<UploadItem> {
    if (this.refused || this.gaveUp() || chunk.length === 0) return;
    if (this.splitter) return yield* this.take(this.splitter.push(chunk));
    this.head.push(chunk);
    this.headBytes += chunk.length;
    // Looking again only at each doubling keeps a long first line linear.
    if (this.headBytes >= this.nextLook) yield* this.frame(false);
  }

  *end(): Generator<UploadItem> {
    if (this.refused) return;
    if (!this.splitter) yield* this.frame(true);
    if (this.splitter && !this.gaveUp()) yield* this.take(this.splitter.end());
    if (!this.reader && !this.refused) this.decideAtEnd();
    if (this.reader && !this.refused) this.finish(this.reader);
    yield* this.said();
  }

  private *frame(ended: boolean): Generator<UploadItem> {
    const head = Buffer.concat(this.head);
    const known = this.format ? [this.format] : FORMATS;
    const framing = frameUpload(head, ended, {
      isOurs: (value) => known.some((format) => format.detect(value).verdict !== "no"),
      isRecording: (element) => known.some((format) => format.isRecording?.(element)),
      containers: known.flatMap((format) => format.container ?? []),
    });
    this.nextLook = head.length + Math.min(head.length, MAX_STRIDE_BYTES);
    this.head = [head];
    if (!framing) return;
    this.head = [];
    if (framing.shape === "none") {
      this.refuse(framing.why);
      return yield* this.said();
    }
    this.word = framing.shape === "lines" ? "line" : framing.shape === "sequence" ? "value" : "element";
    this.splitter = splitterFor(framing);
    this.shape = framing.shape === "lines" || framing.shape === "array" ? framing.shape : null;
    if (framing.shape === "members") this.format = known.find((format) => format.container?.list === framing.list) ?? this.format;
    if (this.format) this.adopt(this.format);
    yield* this.take(this.splitter.push(head.subarray(framing.start)));
  }

  private *take(parts: Iterable<RawRecord | Stray>): Generator<UploadItem> {
    for (const part of parts) {
      const pending = "stray" in part ? part : { raw: part, parsed: parseRecord(part, this.word) };
      if (this.reader) this.read(this.reader, pending);
      else this.detect(pending);
      if (this.out.length > 0) yield* this.said();
      if (this.refused || this.gaveUp()) return;
    }
  }

  private gaveUp(): boolean {
    return this.problems > MAX_PROBLEMS_READ;
  }

  private said(): UploadItem[] {
    const { out } = this;
    this.out = [];
    return out;
  }

  private detect(pending: Pending): void {
    this.undecided.push(pending);
    if (!("stray" in pending)) this.undecidedBytes += pending.raw.end - pending.raw.start;
    if (!("stray" in pending) && pending.parsed.ok) {
      const { value } = pending.parsed;
      for (const format of FORMATS) {
        const detection = format.detect(value);
        if (detection.verdict === "yes") {
          this.adopt(format);
          return;
        }
        if (detection.verdict === "maybe") this.maybe ??= format;
        else if (!this.reasons.has(format.name)) this.reasons.set(format.name, detection.why);
      }
    }
    if (this.undecidedBytes > MAX_UNDECIDED_BYTES || this.undecided.length >= MAX_UNDECIDED_RECORDS) this.decideAtEnd();
  }

  /** Nothing was recognised for certain: a format that nothing speaks against, else one whose marks stand in a broken piece. */
  private decideAtEnd(): void {
    const broken: { raw: RawRecord; text: string; message: string }[] = [];
    for (const pending of this.undecided) {
      if ("stray" in pending || pending.parsed.ok) continue;
      broken.push({ raw: pending.raw, text: pending.parsed.beginning.toString(), message: pending.parsed.message });
    }
    const guess = this.maybe ?? FORMATS.find((format) => broken.some(({ text }) => format.hints.every((hint) => hint.test(text))));
    if (guess) {
      this.adopt(guess);
      return;
    }
    const first = broken[0];
    if (!first) {
      this.refuse("the array is empty");
      return;
    }
    const place = first.raw.index === undefined ? `line ${first.raw.line}` : `element ${first.raw.index}`;
    this.refuse(
      first.message
        .replace(/^This \w+/, place)
        .replace(/ this \w+$/, ` ${place}`)
        .replace(/\.$/, "")
        .replace(/^T/, "t"),
    );
  }

  private adopt(format: TranscriptFormat): void {
    this.format = format;
    this.reader = format.open();
    this.out.push({ type: "format", format: format.name });
    const waiting = this.undecided;
    this.undecided = [];
    for (const pending of waiting) this.read(this.reader, pending);
  }

  private refuse(why: string): void {
    this.refused = true;
    this.undecided = [];
    if (this.format) {
      this.out.push({ type: "format", format: this.format.name });
      this.report({ message: `${why[0]!.toUpperCase()}${why.slice(1)}.` });
    } else this.out.push({ type: "unsupported", tried: FORMATS.map(({ name }) => ({ format: name, why: this.reasons.get(name) ?? why })) });
  }

  private read(reader: FormatReader, pending: Pending): void {
    if ("stray" in pending) {
      const problem = { ...placeOf(pending), message: pending.stray };
      if (pending.cut) this.lastWord = problem;
      else this.report(problem);
      return;
    }
    const { raw, parsed } = pending;
    if (parsed.ok) {
      this.give(
        reader.add({
          ...{ value: parsed.value, source: parsed.source, start: raw.start, end: raw.end },
          ...{ line: raw.line, index: raw.index, key: raw.key },
        }),
        raw,
      );
    } else if (parsed.cut) this.lastWord = { ...placeOf(raw), message: parsed.message };
    else this.report({ ...placeOf(raw), message: parsed.message });
  }

  private give(results: readonly ReadResult[], raw?: RawRecord): void {
    for (const result of results) {
      if ("problem" in result) this.report(result.problem);
      else {
        this.sessions++;
        const next = raw && this.goOnBehind(raw);
        this.out.push({ type: "session", session: result.session, ...(next ? { next } : {}) });
      }
    }
  }

  private goOnBehind({ end, line = 0, index = 0 }: RawRecord): GoOn | null {
    const { format, shape, sessions, problems } = this;
    if (!format?.single || shape === null) return null;
    return { format: format.name, shape, offset: end, line: line + 1, index: index + 1, sessions, problems };
  }

  private report(problem: ImportProblem): void {
    if (++this.problems <= MAX_PROBLEMS) this.out.push({ type: "problem", problem });
  }

  private finish(reader: FormatReader): void {
    this.give(reader.end());
    if (this.lastWord) {
      const before =
        this.sessions === 0
          ? "no session was read before it."
          : this.sessions === 1
            ? "the session before it was read."
            : `the ${this.sessions} sessions before it were read.`;
      this.out.push({ type: "problem", problem: { ...this.lastWord, message: `${this.lastWord.message}; ${before}` } });
    } else if (this.sessions === 0 && this.problems === 0) this.report({ message: "There is no session in this file." });
    const more = this.problems - MAX_PROBLEMS;
    if (more > 0) {
      const rest = this.gaveUp() ? " The rest of the file was not read." : "";
      this.out.push({
        type: "problem",
        problem: { message: `${more} more ${more === 1 ? "problem is" : "problems are"} not listed.${rest}` },
      });
    }
  }
}

import type { ImportedSession, ImportProblem } from "@/lib/domain/transcript";
import { type FormatName, type FormatReader, placeOf, type TranscriptFormat } from "./format";
import { FORMATS, formatNamed } from "./formats";
import { type Framing, frameUpload, type RecordWord, splitterFor } from "./frame-upload";
import { type ParsedRecord, parseRecord } from "./parse-record";
import type { RawRecord, Splitter, Stray } from "./raw-record";

export type UploadItem =
  /** Once, before the first session or problem. */
  | { type: "format"; format: FormatName }
  | { type: "session"; session: ImportedSession }
  | { type: "problem"; problem: ImportProblem }
  /** Alone: no format recognised the content. `why` is a sentence without a full stop. */
  | { type: "unsupported"; tried: { format: FormatName; why: string }[] };

/** More problems than these are counted, not listed. */
export const MAX_PROBLEMS = 1000;
/** While no format has recognised anything, at most this much is read and kept. */
const MAX_UNDECIDED_BYTES = 8 * 2 ** 20;
const MAX_UNDECIDED_RECORDS = 5000;

type Pending = { raw: RawRecord; parsed: ParsedRecord } | Stray;

/**
 * Reads the unpacked bytes of one upload as a stream: sessions and problems in the order in which they stand there. Never
 * throws because of content, and holds about one session at a time (for Claude Code, whose sessions may be interleaved, those
 * that are open).
 */
export async function* readUpload(
  chunks: AsyncIterable<Uint8Array>,
  options: { format: FormatName | "auto" },
): AsyncGenerator<UploadItem, void, void> {
  const upload = new UploadReader(options.format);
  for await (const chunk of chunks) {
    yield* upload.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (upload.refused) return;
  }
  yield* upload.end();
}

/** The same without waiting: for callers that already hold the bytes. */
export class UploadReader {
  /** True once `unsupported` was said: the rest of the upload need not be read. */
  refused = false;
  #format: TranscriptFormat | null;
  #reader: FormatReader | null = null;
  #framing: Framing | null = null;
  #splitter: Splitter | null = null;
  #head: Buffer[] = [];
  #headBytes = 0;
  #nextLook = 1;
  #undecided: Pending[] = [];
  #undecidedBytes = 0;
  #maybe: TranscriptFormat | null = null;
  #reasons = new Map<FormatName, string>();
  #sessions = 0;
  #problems = 0;
  #lastWord: ImportProblem | null = null;

  constructor(format: FormatName | "auto") {
    this.#format = format === "auto" ? null : formatNamed(format);
  }

  *push(chunk: Buffer): Generator<UploadItem> {
    if (this.refused || chunk.length === 0) return;
    if (this.#splitter) return yield* this.#take(this.#splitter.push(chunk));
    this.#head.push(chunk);
    this.#headBytes += chunk.length;
    // Looking again at each doubling keeps a long first line linear.
    if (this.#headBytes >= this.#nextLook) yield* this.#frame(false);
  }

  *end(): Generator<UploadItem> {
    if (this.refused) return;
    if (!this.#splitter) yield* this.#frame(true);
    if (this.refused || !this.#splitter) return;
    yield* this.#take(this.#splitter.end());
    if (!this.#reader) yield* this.#decideAtEnd();
    if (!this.#reader) return;
    yield* this.#give(this.#reader.end());
    if (this.#lastWord) yield* this.#report({ ...this.#lastWord, message: `${this.#lastWord.message}; ${this.#readBefore()}` });
    if (this.#sessions === 0 && this.#problems === 0) yield* this.#report({ message: "There is no session in this file." });
    if (this.#problems > MAX_PROBLEMS) {
      const more = this.#problems - MAX_PROBLEMS;
      yield { type: "problem", problem: { message: `${more} more ${more === 1 ? "problem is" : "problems are"} not listed.` } };
    }
  }

  *#frame(ended: boolean): Generator<UploadItem> {
    const head = Buffer.concat(this.#head);
    const known = this.#format ? [this.#format] : FORMATS;
    const framing = frameUpload(head, ended, (value) => known.some((format) => format.detect(value).verdict !== "no"));
    this.#nextLook = head.length * 2;
    this.#head = [head];
    if (!framing) return;
    this.#head = [];
    this.#framing = framing;
    if (framing.shape === "none") return yield* this.#refuse(framing.why);
    this.#splitter = splitterFor(framing);
    if (this.#format) yield* this.#adopt(this.#format);
    yield* this.#take(this.#splitter.push(head.subarray(framing.start)));
  }

  get #word(): RecordWord {
    switch (this.#framing?.shape) {
      case "lines":
        return "line";
      case "array":
        return "element";
      default:
        return "value";
    }
  }

  *#take(parts: Iterable<RawRecord | Stray>): Generator<UploadItem> {
    for (const part of parts) {
      const pending = "stray" in part ? part : { raw: part, parsed: parseRecord(part, this.#word) };
      if (this.#reader) yield* this.#read(this.#reader, pending);
      else yield* this.#detect(pending);
      if (this.refused) return;
    }
  }

  *#detect(pending: Pending): Generator<UploadItem> {
    this.#undecided.push(pending);
    if ("stray" in pending) return;
    this.#undecidedBytes += pending.raw.end - pending.raw.start;
    if (pending.parsed.ok) {
      const { value } = pending.parsed;
      for (const format of FORMATS) {
        const detection = format.detect(value);
        if (detection.verdict === "yes") return yield* this.#adopt(format);
        if (detection.verdict === "maybe") this.#maybe ??= format;
        else if (!this.#reasons.has(format.name)) this.#reasons.set(format.name, detection.why);
      }
    }
    if (this.#undecidedBytes > MAX_UNDECIDED_BYTES || this.#undecided.length >= MAX_UNDECIDED_RECORDS) yield* this.#decideAtEnd();
  }

  /** Nothing was recognised for certain: a format that nothing speaks against, else one whose marks stand in a broken piece. */
  *#decideAtEnd(): Generator<UploadItem> {
    const broken = this.#undecided.flatMap((pending) => ("stray" in pending || pending.parsed.ok ? [] : [pending.parsed]));
    const guess = this.#maybe ?? FORMATS.find((format) => broken.some(({ text }) => format.hints.every((hint) => hint.test(text)))) ?? null;
    if (guess) return yield* this.#adopt(guess);
    const first = broken[0]?.message.replace(/\.$/, "");
    yield* this.#refuse(first ? `${first[0]!.toLowerCase()}${first.slice(1)}` : "the array is empty");
  }

  *#adopt(format: TranscriptFormat): Generator<UploadItem> {
    this.#format = format;
    const reader = format.open();
    this.#reader = reader;
    yield { type: "format", format: format.name };
    const waiting = this.#undecided;
    this.#undecided = [];
    for (const pending of waiting) yield* this.#read(reader, pending);
  }

  *#refuse(why: string): Generator<UploadItem> {
    this.refused = true;
    this.#undecided = [];
    if (!this.#format) {
      yield { type: "unsupported", tried: FORMATS.map(({ name }) => ({ format: name, why: this.#reasons.get(name) ?? why })) };
      return;
    }
    yield { type: "format", format: this.#format.name };
    yield* this.#report({ message: `${why[0]!.toUpperCase()}${why.slice(1)}.` });
  }

  *#read(reader: FormatReader, pending: Pending): Generator<UploadItem> {
    if ("stray" in pending) {
      const problem = { ...placeOf(pending), message: pending.stray };
      if (pending.cut) this.#lastWord = problem;
      else yield* this.#report(problem);
      return;
    }
    const { raw, parsed } = pending;
    const place = placeOf(raw);
    if (parsed.ok) {
      const record = { value: parsed.value, source: parsed.source, range: { start: raw.start, end: raw.end }, ...place };
      yield* this.#give(reader.add(record));
    } else if (parsed.cut) this.#lastWord = { ...place, message: parsed.message };
    else yield* this.#report({ ...place, message: parsed.message });
  }

  *#give(results: Iterable<{ session: ImportedSession } | { problem: ImportProblem }>): Generator<UploadItem> {
    for (const result of results) {
      if ("problem" in result) yield* this.#report(result.problem);
      else {
        this.#sessions++;
        yield { type: "session", session: result.session };
      }
    }
  }

  #readBefore(): string {
    if (this.#sessions === 0) return "no session was read before it.";
    return this.#sessions === 1 ? "the session before it was read." : `the ${this.#sessions} sessions before it were read.`;
  }

  *#report(problem: ImportProblem): Generator<UploadItem> {
    if (++this.#problems <= MAX_PROBLEMS) yield { type: "problem", problem };
  }
}

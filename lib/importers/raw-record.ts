/** One JSON value as it lies in the upload: a line, an element of the array, or a whole object. Not parsed yet. */
export type RawRecord = {
  /** Null when it is over the size limit: its bytes were let go. */
  bytes: Buffer | null;
  /** Where `bytes` is null: how it begins, to guess the format from. */
  beginning?: Buffer;
  /** Byte range [start, end) in the upload; a line's range includes its line end. */
  start: number;
  end: number;
  /** 1-based line on which it starts, where the file has lines. */
  line?: number;
  /** 0-based element, where the file is an array. */
  index?: number;
  /** The member of the file's one object that it is, or stands in, where the file is such an object. */
  key?: string;
  /** The file ended before this value did. */
  cut: boolean;
  /** Deepest nesting, where the splitter had to look anyway. */
  deepest?: number;
};

/** Something between the values that does not belong there; `cut` when it is the end of the file. */
export type Stray = { stray: string; line?: number; index?: number; cut?: boolean };

export type Splitter = {
  /** Feeds the next bytes of the upload. */
  push(chunk: Buffer): Iterable<RawRecord | Stray>;
  /** Says that the upload ended. */
  end(): Iterable<RawRecord | Stray>;
};

const BEGINNING_BYTES = 64 * 1024;

/** Collects the bytes of one value over several chunks, and lets go of them when they become more than `maxBytes`. */
export class Pieces {
  private list: Buffer[] = [];
  private size = 0;
  private beginning: Buffer | undefined;

  constructor(readonly maxBytes: number) {}

  add(piece: Buffer): void {
    this.size += piece.length;
    if (this.size <= this.maxBytes) {
      if (piece.length > 0) this.list.push(piece);
      return;
    }
    this.beginning ??= Buffer.from(Buffer.concat([...this.list, piece]).subarray(0, BEGINNING_BYTES));
    this.list = [];
  }

  /** The bytes collected, or their beginning when they were too many; empty afterwards. */
  take(): { bytes: Buffer | null; beginning?: Buffer } {
    const { list, beginning } = this;
    this.list = [];
    this.size = 0;
    this.beginning = undefined;
    if (beginning) return { bytes: null, beginning };
    return { bytes: list.length === 1 ? list[0]! : Buffer.concat(list) };
  }
}

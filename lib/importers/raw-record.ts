/** One JSON value as it lies in the upload: a line, an element of the array, or a whole object. Not parsed yet. */
export type RawRecord = {
  /** Null when it is over the size limit: its bytes were let go. */
  bytes: Buffer | null;
  /** Byte range [start, end) in the upload; a line's range includes its line end. */
  start: number;
  end: number;
  /** 1-based line on which it starts, where the file has lines. */
  line?: number;
  /** 0-based element, where the file is an array. */
  index?: number;
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

/** Collects the bytes of one value over several chunks, and lets go of them when they become more than `maxBytes`. */
export class Pieces {
  #list: Buffer[] = [];
  #bytes = 0;

  constructor(readonly maxBytes: number) {}

  add(piece: Buffer) {
    this.#bytes += piece.length;
    if (this.#bytes > this.maxBytes) this.#list = [];
    else if (piece.length > 0) this.#list.push(piece);
  }

  /** The bytes collected, or null when they were too many; empty afterwards. */
  take(): Buffer | null {
    const whole = this.#bytes > this.maxBytes ? null : this.#list.length === 1 ? this.#list[0]! : Buffer.concat(this.#list);
    this.#list = [];
    this.#bytes = 0;
    return whole;
  }
}

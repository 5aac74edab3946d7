import { createHash, type Hash } from "node:crypto";
import { AppError } from "@/lib/domain/errors";

/** A streamed body that is hashed as it passes, however far its reader reads. `request` is the same request with that body. */
export class HashedBody {
  readonly request: Request;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array> | null;
  private readonly hash: Hash;
  private bytes = 0;
  private ended = false;

  /** `salt` goes into the hash first: what else makes the request the same. */
  constructor(request: Request, salt: string) {
    this.hash = createHash("sha256").update(`${salt}\n`);
    this.reader = request.body?.getReader() ?? null;
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const chunk = await this.next();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    };
    const { method, headers, signal, url } = request;
    // A reader that has had enough does not end the source: its rest still belongs to the hash.
    const body = this.reader ? new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 }) : null;
    this.request = new Request(url, { method, headers, signal, body, duplex: "half" } as RequestInit);
  }

  private async next(): Promise<Uint8Array | null> {
    if (this.ended || !this.reader) return null;
    const { done, value } = await this.reader.read();
    if (done) {
      this.ended = true;
      return null;
    }
    this.bytes += value.byteLength;
    this.hash.update(value);
    return value;
  }

  /** The hash of the whole, reading what nobody has read. Throws `too_large` beyond `maxBytes`. */
  async digest(maxBytes: number): Promise<string> {
    while (await this.next()) {
      if (this.bytes > maxBytes) throw new AppError("too_large", `The body is larger than ${maxBytes} bytes, the most that is taken.`);
    }
    return this.hash.digest("hex");
  }

  /** Lets go of the rest of what was begun; what nobody began to read is the server's to deal with. */
  async close(): Promise<void> {
    if (this.bytes > 0 && !this.ended) await this.reader?.cancel().catch(() => undefined);
  }
}

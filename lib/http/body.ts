import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { AppError } from "@/lib/domain/errors";

/**
 * A body in chunks: bounded, unpacked, honest about hang-ups. `maxPacked` bounds the bytes on the wire, `maxUnpacked` what they unpack to (default
 * the same), so that a bomb stops there. Throws `too_large`; `invalid_request` for a body that is not gzip though it says so, and for one cut off.
 */
export async function* bodyChunks(request: Request, maxPacked: number, maxUnpacked: number = maxPacked): AsyncGenerator<Buffer> {
  if (!request.body) return;
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip" && encoding !== "x-gzip") {
    throw new AppError(
      "invalid_request",
      `The content encoding "${encoding.slice(0, 40)}" is not taken: send the bytes as they are, or gzip.`,
    );
  }
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxPacked) throw tooLarge(maxPacked);
  const source = Readable.fromWeb(request.body as unknown as WebStream);
  const gzip = encoding !== "identity";
  let packed = 0;
  const counted = async function* () {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      packed += chunk.byteLength;
      if (packed > maxPacked) throw tooLarge(maxPacked);
      yield chunk;
    }
  };
  const wire = Readable.from(counted());
  let stream: Readable = wire;
  if (gzip) {
    const unzip = createGunzip();
    wire.on("error", (e) => unzip.destroy(e));
    stream = wire.pipe(unzip);
  }
  let unpacked = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > maxUnpacked) throw tooLarge(maxUnpacked);
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  } catch (e) {
    if (e instanceof AppError) throw e;
    const code = (e as { code?: string }).code ?? "";
    if (code.startsWith("Z_"))
      throw new AppError("invalid_request", "The body says it is gzip, but it cannot be unpacked: it is damaged or cut off.");
    throw new AppError("invalid_request", "The upload was cut off before its end. What was complete is kept; send it again.");
  } finally {
    source.destroy();
  }
}

const tooLarge = (max: number) =>
  new AppError("too_large", `The body is larger than ${max} bytes, the most that is taken.`, { max_bytes: max });

/** The whole body, for things that are read at once. Throws as `bodyChunks`. */
export async function bodyBytes(request: Request, max: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const chunk of bodyChunks(request, max)) parts.push(chunk);
  return Buffer.concat(parts);
}

import { Readable } from "node:stream";

/** Raw bytes as a download that no browser runs. `read` gives the pieces of a range. */
export function respondRaw(
  raw: { importId: string; ranges: { start: number; end: number }[]; name: string },
  read: (importId: string, from: number, to: number) => AsyncIterable<Buffer>,
): Response {
  async function* pieces() {
    for (const r of raw.ranges) yield* read(raw.importId, r.start, r.end);
  }
  return new Response(Readable.toWeb(Readable.from(pieces())) as unknown as ReadableStream, {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${raw.name.replace(/[^\w.-]/g, "_")}"`,
      "cache-control": "no-store",
    },
  });
}

import { gunzipSync } from "node:zlib";
import { db } from "@/lib/db/client";

/** The bytes [from, to) of an upload, in pieces, as they came (unpacked). */
export async function* importBytes(workspaceId: string, importId: string, from = 0, to = Number.MAX_SAFE_INTEGER): AsyncGenerator<Buffer> {
  const index = await db.importChunk.findMany({
    where: { workspaceId, importId, start: { lt: to } },
    orderBy: { position: "asc" },
    select: { position: true, start: true, length: true },
  });
  for (const piece of index) {
    const start = Number(piece.start);
    if (start + piece.length <= from) continue;
    const row = await db.importChunk.findUniqueOrThrow({
      where: { workspaceId_importId_position: { workspaceId, importId, position: piece.position } },
    });
    const bytes = gunzipSync(row.packed);
    yield bytes.subarray(Math.max(0, from - start), Math.min(bytes.length, to - start));
  }
}

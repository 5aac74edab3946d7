import { zip } from "fflate";
import type { Version } from "@/lib/domain/views";

export type ImportedMemory = Version & { changed: boolean; files: number; skipped: string[] };
export type ImportMemoryOutcome = { ok: true; value: ImportedMemory } | { ok: false; message: string };

const isPacked = (name: string) => /\.(zip|tar\.gz|tgz)$/i.test(name);
const isMarkdown = (name: string) => /\.(md|markdown|txt)$/i.test(name);
/** A chosen folder gives its files' places; a dropped file only its name. */
const placeOf = (file: File) => file.webkitRelativePath || file.name;

/**
 * Sends Markdown files to a store as one version. One file goes as it is (a Markdown file, a zip or a tar.gz of a folder); several are packed
 * here, so that they become one version and not many.
 */
export async function importMemoryFiles(storeId: string, files: readonly File[]): Promise<ImportMemoryOutcome> {
  const [only] = files;
  const packed = files.filter((f) => isPacked(f.name));
  if (packed.length > 0 && files.length > 1)
    return { ok: false, message: "Send an archive by itself, or the Markdown files without one. Nothing was imported." };
  if (only && files.length === 1 && !only.webkitRelativePath) return send(storeId, only.name, only);
  const texts = files.filter((f) => isMarkdown(f.name));
  if (texts.length === 0) return { ok: false, message: "There is no Markdown file among these. Nothing was imported." };
  const entries = await Promise.all(texts.map(async (f) => [placeOf(f), new Uint8Array(await f.arrayBuffer())] as const));
  const bytes = await new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) =>
    zip(Object.fromEntries(entries), { level: 6, consume: true }, (error, data) =>
      error ? reject(error) : resolve(data as Uint8Array<ArrayBuffer>),
    ),
  );
  return send(storeId, "memories.zip", new Blob([bytes]));
}

async function send(storeId: string, name: string, body: Blob): Promise<ImportMemoryOutcome> {
  const response = await fetch(`/api/v1/stores/${encodeURIComponent(storeId)}/import?${new URLSearchParams({ name })}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body,
  });
  const answer = (await response.json().catch(() => null)) as (ImportedMemory & { error?: { message?: string } }) | null;
  if (response.ok && answer) return { ok: true, value: answer };
  return { ok: false, message: answer?.error?.message ?? `The server answered ${response.status} and took nothing.` };
}

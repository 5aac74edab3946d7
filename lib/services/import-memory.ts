import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { unzipSync } from "fflate";
import tar from "tar-stream";
import { db } from "@/lib/db/client";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { contentHash, contentProblem, INDEX_PATH, kindOfPath, MAX_MEMORIES, MAX_MEMORY_BYTES, pathProblem } from "@/lib/domain/memory";
import { deriveIndex, memoryTitle, type RevisionFields } from "@/lib/domain/version";
import { textProblem } from "@/lib/dreaming/edited-text";
import { type MadeVersion, makeVersion } from "@/lib/services/make-version";

export type MemoryFile = { path: string; content: string };
/** `skipped`: names of an archive's files that are not Markdown (rule 9: they are told). */
export type MemoryUpload = { files: MemoryFile[]; skipped: string[] };

/** A packed folder holds at most the largest store twice over. */
const MAX_UNPACKED_BYTES = 2 * MAX_MEMORIES * MAX_MEMORY_BYTES;

const isMarkdown = (name: string) => /\.(md|markdown|txt)$/i.test(name);
/** In an archive a name without an ending is a memory's too: a store may hold such a path, and its export has it. */
const isMemory = (name: string) => isMarkdown(name) || !/[^/.][^/]*\.[^/]*$/.test(name);
/** Files that packers add and nobody wrote. */
const isNoise = (name: string) => /(^|\/)(__MACOSX|\.git|\.DS_Store|\._)/.test(name);

/** UTF-8 or a clear refusal with the file's name. */
function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new AppError("invalid_request", `${name} is not UTF-8 text. Save it as UTF-8 and send it again; nothing was imported.`, [
      { path: name, message: "not UTF-8" },
    ]);
  }
}

function fromZip(bytes: Uint8Array): { name: string; bytes: Uint8Array }[] {
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: (f) => {
        total += f.originalSize;
        if (total > MAX_UNPACKED_BYTES)
          throw new AppError("too_large", "The zip unpacks to more than a store can hold. Nothing was imported.");
        return !f.name.endsWith("/");
      },
    });
    return Object.entries(files).map(([name, content]) => ({ name, bytes: content }));
  } catch (e) {
    if (e instanceof AppError) throw e;
    throw new AppError("invalid_request", "This zip cannot be read: it is damaged or cut off. Nothing was imported.");
  }
}

async function fromTarGz(bytes: Uint8Array): Promise<{ name: string; bytes: Uint8Array }[]> {
  const files: { name: string; bytes: Uint8Array }[] = [];
  let total = 0;
  try {
    const extract = tar.extract();
    Readable.from([Buffer.from(bytes)])
      .pipe(createGunzip())
      .on("error", (e) => extract.destroy(e))
      .pipe(extract);
    for await (const entry of extract) {
      const parts: Buffer[] = [];
      for await (const part of entry as AsyncIterable<Buffer>) {
        total += part.length;
        if (total > MAX_UNPACKED_BYTES)
          throw new AppError("too_large", "The archive unpacks to more than a store can hold. Nothing was imported.");
        parts.push(part);
      }
      if (entry.header.type === "file") files.push({ name: entry.header.name, bytes: Buffer.concat(parts) });
    }
  } catch (e) {
    if (e instanceof AppError) throw e;
    throw new AppError("invalid_request", "This tar.gz cannot be read: it is damaged or cut off. Nothing was imported.");
  }
  return files;
}

/** Drops the one folder that everything lies in (`my-memory/preferences/x.md`), as packers add it. Folders that are ours to begin with stay. */
function withoutWrapper(names: readonly string[]): (name: string) => string {
  const first = names[0]?.split("/")[0];
  const ours = new Set(["facts", "preferences", "workflows", "mistakes", "insights", "users"]);
  if (!first || ours.has(first) || !names.every((n) => n.startsWith(`${first}/`))) return (n) => n;
  return (n) => n.slice(first.length + 1);
}

/**
 * Reads a Markdown file, or a zip or tar.gz of a folder of them, into memories; what it is, the bytes say. `name` names a single file.
 * Throws `invalid_request`, `too_large`, `unprocessable` for secrets; all problems of a folder are told at once.
 */
export async function readMemoryFiles(bytes: Uint8Array, name: string): Promise<MemoryUpload> {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!zip && !gzip) {
    const base = name.replace(/^.*[/\\]/, "") || "memory.md";
    return { files: await checked([{ path: `/${isMarkdown(base) ? base : `${base}.md`}`, content: decode(base, bytes) }]), skipped: [] };
  }
  const all = zip ? fromZip(bytes) : await fromTarGz(bytes);
  const named = all.map((f) => ({ ...f, name: f.name.replace(/^\.?\/+/, "") })).filter((f) => !isNoise(f.name));
  const files = named.filter((f) => isMemory(f.name));
  if (files.length === 0) throw new AppError("unprocessable", "There is no Markdown file in this archive. Nothing was imported.");
  const bare = withoutWrapper(files.map((f) => f.name));
  return {
    files: await checked(files.map((f) => ({ path: `/${bare(f.name)}`.normalize("NFC"), content: decode(f.name, f.bytes) }))),
    skipped: named.filter((f) => !isMemory(f.name)).map((f) => f.name),
  };
}

async function checked(files: MemoryFile[]): Promise<MemoryFile[]> {
  const problems: { path: string; message: string }[] = [];
  for (const f of files) {
    const why = pathProblem(f.path) ?? contentProblem(f.content);
    if (why) problems.push({ path: f.path.slice(0, 300), message: why });
  }
  if (problems.length > 0) {
    throw new AppError("invalid_request", `${problems[0]?.path}: ${problems[0]?.message}. Nothing was imported.`, problems.slice(0, 100));
  }
  const secret: typeof problems = [];
  for (const f of files) {
    const why = await textProblem(f.content);
    if (why) secret.push({ path: f.path, message: why });
  }
  if (secret.length > 0) {
    throw new AppError("unprocessable", `${secret[0]?.path}: ${secret[0]?.message} Nothing was imported.`, secret.slice(0, 100));
  }
  return files;
}

/**
 * Writes files into a store as one version, cause `import`: what has the same path is replaced, what is not named stays. An exported index is
 * recognised and derived anew. Text from a file counts as `user` at most, and its age is unknown. Null when everything already reads so.
 */
export async function importMemory(ctx: Context, storeId: string, given: readonly MemoryFile[]): Promise<MadeVersion | null> {
  requirePermission(ctx, "memory.write");
  requireStore(ctx.scope, storeId);
  const others = given.filter((f) => f.path !== INDEX_PATH);
  const derived = deriveIndex(others.map((f) => ({ path: f.path, title: memoryTitle(f.content) })));
  const files = given.filter((f) => f.path !== INDEX_PATH || f.content !== derived);
  return db.$transaction((tx) =>
    makeVersion(tx, ctx, {
      storeId,
      cause: "import",
      message: `${files.length} ${files.length === 1 ? "file" : "files"} imported`,
      plan: (live) => {
        const byPath = new Map(live.map((r) => [r.path, r]));
        const end: string[] = [];
        const begin: RevisionFields[] = [];
        const texts = new Map<string, string>();
        for (const file of files) {
          const sha256 = contentHash(file.content);
          const current = byPath.get(file.path);
          if (current && current.sha256 === sha256 && !current.derived) continue;
          if (current) end.push(current.id);
          texts.set(sha256, file.content);
          begin.push({
            memoryId: current?.memoryId ?? newId("memory"),
            path: file.path,
            kind: file.path === INDEX_PATH ? "index" : (current?.kind ?? kindOfPath(file.path)),
            sha256,
            originRevisionId: null,
            changeId: null,
            key: null,
            trust: "user",
            evidenceAt: null,
            byPerson: false,
            derived: false,
          });
        }
        return { end, begin, texts };
      },
    }),
  );
}

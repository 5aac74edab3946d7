import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { AppError } from "@/lib/domain/errors";

export const MEMORY_KINDS = ["fact", "preference", "workflow", "mistake", "insight", "index"] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/** Limits of Anthropic's memory stores, so that nothing is lost when a store is synchronised. */
export const MAX_MEMORY_BYTES = 102_400;
export const MAX_MEMORIES = 2_000;
export const MAX_PATH_BYTES = 1_024;
export const MAX_PATH_SEGMENTS = 20;
export const INDEX_PATH = "/_index.md";

export type MemoryContent = { path: string; kind: MemoryKind; content: string };

/** Lower-case hex SHA-256 over the exact UTF-8 bytes. */
export function contentHash(content: string): string {
  return bytesToHex(sha256(utf8ToBytes(content)));
}

/** Orders well-formed paths by their UTF-8 bytes. JavaScript's `<` orders by UTF-16 units, which differs above U+FFFF. */
export function comparePaths(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return byteRank(x) - byteRank(y);
  }
  return a.length - b.length;
}

/** Bytes of UTF-8 order like code points: surrogates, which stand for those above U+FFFF, come after the units that stand for themselves. */
const byteRank = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/**
 * Hash of a store's state: SHA-256 (hex) of the lines `<path> NUL <kind> NUL <sha256 of content> LF`, paths in order of their UTF-8 bytes.
 */
export function stateHash(memories: readonly { path: string; kind: string; sha256: string }[]): string {
  const lines = [...memories].sort((a, b) => comparePaths(a.path, b.path)).map((m) => `${m.path}\0${m.kind}\0${m.sha256}\n`);
  return bytesToHex(sha256(utf8ToBytes(lines.join(""))));
}

const FORBIDDEN_IN_PATH = /[\p{Cc}\p{Cf}\u2028\u2029\ud800-\udfff]/u;

/** Why `path` is not a memory path, in a sentence; null when it is one. Rules of Anthropic's memory stores. */
export function pathProblem(path: string): string | null {
  if (!path.startsWith("/")) return "a path starts with /";
  if (utf8ToBytes(path).length > MAX_PATH_BYTES) return `a path has at most ${MAX_PATH_BYTES} bytes`;
  if (FORBIDDEN_IN_PATH.test(path)) return "a path has no control or invisible characters";
  if (path.normalize("NFC") !== path) return "a path is written in Unicode normal form C";
  const segments = path.slice(1).split("/");
  if (segments.length > MAX_PATH_SEGMENTS) return `a path has at most ${MAX_PATH_SEGMENTS} segments`;
  for (const s of segments) {
    if (s === "") return "a path has no empty segment";
    if (s === "." || s === "..") return "a path has no . or .. segment";
  }
  return null;
}

/** Why `content` cannot be a memory, in a sentence; null when it can. */
export function contentProblem(content: string): string | null {
  if (!content.isWellFormed()) return "the text has a lone surrogate: it is not valid Unicode";
  if (content.includes("\0")) return "the text has a NUL character (U+0000)";
  const bytes = utf8ToBytes(content).length;
  if (bytes > MAX_MEMORY_BYTES) return `a memory has at most ${MAX_MEMORY_BYTES} bytes, this has ${bytes}`;
  return null;
}

/** Paths of `paths` of which one is an ancestor of another, as [ancestor, descendant]; empty when the set may stand in one store. */
export function nestedPaths(paths: readonly string[]): [string, string][] {
  const all = new Set(paths);
  const found: [string, string][] = [];
  for (const p of paths) {
    for (let i = p.lastIndexOf("/"); i > 0; i = p.lastIndexOf("/", i - 1)) {
      const ancestor = p.slice(0, i);
      if (all.has(ancestor)) found.push([ancestor, p]);
    }
  }
  return found;
}

/** Throws `invalid_request` unless `path` and `content` may be a memory. */
export function assertMemory(path: string, content: string): void {
  const p = pathProblem(path);
  if (p) throw new AppError("invalid_request", `"${path.slice(0, 200)}" cannot be a memory's path: ${p}.`, [{ path: "path", message: p }]);
  const c = contentProblem(content);
  if (c) throw new AppError("invalid_request", `${path}: ${c}.`, [{ path: "content", message: c }]);
}

/** The kind that a path suggests, for a memory that is written without one. */
export function kindOfPath(path: string): MemoryKind {
  const folder = path.split("/")[1];
  if (folder === "preferences") return "preference";
  if (folder === "mistakes") return "mistake";
  if (folder === "workflows") return "workflow";
  if (folder === "insights") return "insight";
  return "fact";
}

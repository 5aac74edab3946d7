import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { zipSync } from "fflate";
import type { InputFile } from "@/lib/cli/dream/door";
import { UsageError } from "@/lib/cli/dream/options";

/** FILE as it was typed, with where it lies. */
export type TypedFile = InputFile & { typed: string };

/** Looks at every FILE before anything is sent. `from`: the folder in which they were typed. Throws UsageError with all that is wrong, a line each. */
export function findFiles(typed: readonly string[], from: string): TypedFile[] {
  const problems: string[] = [];
  const files = typed.map((one) => {
    const path = resolve(from, one);
    const why = whyNot(path);
    if (why) problems.push(`${one} ${why}`);
    return { typed: one, path, name: nameOf(path) };
  });
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  return files;
}

function whyNot(path: string): string | null {
  try {
    if (statSync(path).isDirectory()) return "is a folder; give its files, for example with /*.jsonl after it";
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return "is not there";
  return code === "EACCES" || code === "EPERM" ? "cannot be read: permission denied" : `cannot be read: ${message}`;
}

/** The base name as the API takes names: one line, at most 500 characters. */
const nameOf = (path: string) =>
  [
    ...basename(path)
      .replace(/\p{Cc}/gu, "?")
      .toWellFormed()
      .trim(),
  ]
    .slice(0, 500)
    .join("") || "upload";

export type MemoryInput = { name: string; bytes: Uint8Array; left: string[] };

const isMarkdown = (name: string) => /\.(md|markdown|txt)$/i.test(name);

/**
 * What `--memory` names: a Markdown file or an archive as it is, a folder as a zip of its Markdown files. `left`: files of the folder that are
 * none and stay out. Throws UsageError.
 */
export function readMemory(typed: string, from: string): MemoryInput {
  const path = resolve(from, typed);
  try {
    if (!statSync(path).isDirectory()) return { name: basename(path), bytes: readFileSync(path), left: [] };
    const files = filesUnder(path);
    const taken = files.filter(isMarkdown);
    if (taken.length === 0) throw new UsageError(`--memory: there is no Markdown file under ${typed}`);
    // The one folder that everything lies in is taken off again where the archive is read.
    const zip = Object.fromEntries(taken.map((file) => [`memory/${file}`, new Uint8Array(readFileSync(join(path, file)))]));
    return { name: `${basename(path)}.zip`, bytes: zipSync(zip, { level: 1 }), left: files.filter((file) => !isMarkdown(file)) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--memory: ${typed} ${problemOf(error)}`);
  }
}

/** Paths below `folder` with `/`, sorted; hidden files and folders are left out, links are not followed. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((file) => !/(^|\/)\./.test(file))
    .sort();
}

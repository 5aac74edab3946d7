import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const data = join(process.cwd(), "..", "shared", "data");

/** Where a data set lies; null, and a line that says so, when it is not there. */
export function dataSet(name: string, say: (line: string) => void): string | null {
  const folder = join(data, name);
  if (existsSync(folder)) return folder;
  say(`the data set ${name} is not at ${folder}`);
  return null;
}

/** The tau-bench sessions of a folder, in the order of their files. */
export function tauSessions(folder: string): unknown[] {
  return sessionFiles(folder, ".json").flatMap((file) => JSON.parse(readFileSync(file, "utf8")) as unknown[]);
}

/** The files that hold sessions, without what describes them. */
export function sessionFiles(folder: string, ending: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending) && !/^(manifest|derived|reference)/.test(name));
  return names.sort().map((name) => join(folder, name));
}

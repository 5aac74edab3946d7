import { parseArgs } from "node:util";
import { ENGINES, type EngineName } from "@/lib/domain/dream";
import { FORMAT_NAMES, type FormatName } from "@/lib/importers/format";
import { line, prose } from "@/lib/schemas/text";

export const USAGE = `Usage: npm run dream -- FILE... [options]

Imports session transcripts, dreams over them, and prints the proposal and its address.

  --agent NAME          whose sessions they are (default "Command line"; made if absent)
  --store NAME          which memory store dreams (default: the agent's own)
  --engine NAME         ${ENGINES.join(", ")} (default: the store's)
  --format NAME         auto, ${FORMAT_NAMES.join(", ")} (default: auto)
  --instructions TEXT   what this dream should look at
  --memory PATH         first fill the store from a Markdown file, a folder of them, or a zip
  --accept-clean        accept and apply the changes without a warning or a block
  --json                one JSON document on stdout: {import, dream, proposal, url} (with npm run -s)
  --wait SECONDS        how long to wait for the dream (default 600)

Exit status: 0 a proposal, or nothing to change; 1 failed; 2 bad usage; 3 some input was refused, the rest was imported.`;

export type DreamOptions = {
  files: string[];
  agent: string;
  store: string | null;
  engine: EngineName | null;
  format: FormatName | "auto";
  instructions: string | null;
  memory: string | null;
  acceptClean: boolean;
  json: boolean;
  waitMs: number;
};

/** Wrong use of the command: one line for stderr, exit status 2. */
export class UsageError extends Error {}

const FORMATS = ["auto", ...FORMAT_NAMES] as const;

/** The command line as options; "help" where that was asked for. Throws UsageError. */
export function readOptions(args: readonly string[]): DreamOptions | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  if (positionals.length === 0) throw new UsageError("no FILE was given: npm run dream -- FILE... (--help lists the options)");
  return {
    files: positionals,
    agent: name("--agent", values.agent) ?? "Command line",
    store: name("--store", values.store) ?? null,
    engine: oneOf("--engine", values.engine, ENGINES) ?? null,
    format: oneOf("--format", values.format, FORMATS) ?? "auto",
    instructions: instructions(values.instructions),
    memory: values.memory ?? null,
    acceptClean: values["accept-clean"] ?? false,
    json: values.json ?? false,
    waitMs: seconds(values.wait ?? "600") * 1000,
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    agent: text,
    store: text,
    engine: text,
    format: text,
    instructions: text,
    memory: text,
    wait: text,
    "accept-clean": flag,
    json: flag,
    help: { ...flag, short: "h" },
  };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [first = "wrong options"] = (error as Error).message.split(/\.(?:\s|$)|\n/);
    throw new UsageError(`${first} (--help lists the options)`);
  }
}

function name(option: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const read = line(200).safeParse(given);
  if (!read.success) throw new UsageError(`${option} takes a name: one line of 1 to 200 characters`);
  return read.data;
}

function instructions(given: string | undefined): string | null {
  if (given === undefined) return null;
  if (!prose(4_096).safeParse(given).success) throw new UsageError("--instructions takes at most 4096 characters of plain text");
  return given;
}

function oneOf<T extends string>(option: string, given: string | undefined, allowed: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const found = allowed.find((one) => one === given);
  if (!found) throw new UsageError(`${option} is ${JSON.stringify(given)}; it takes ${allowed.join(", ")}`);
  return found;
}

function seconds(given: string): number {
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(given)) throw new UsageError(`--wait is ${JSON.stringify(given)}; it takes a number of seconds`);
  return Number(given);
}

import { readFileSync } from "node:fs";
import { dataSet, sessionFiles, tauSessions } from "@/bench/lib/data";
import { median, round, seconds, table } from "@/bench/lib/figures";
import { chunksOf, importBytes, newWorkspace } from "@/bench/lib/workspace";
import { readUpload } from "@/lib/importers/read-upload";

export const title = "Import: MB/s of the whole path and of the parser, beside plain JSON.parse of the same lines";

const RUNS = 5;
/** What the parser reads is repeated up to this size; what is written to the database is never the same session twice. */
const PARSED_BYTES = 48 * 2 ** 20;
const WRITTEN_BYTES = 6 * 2 ** 20;

type Lines = { name: string; lines: string[] /** The same lines as other sessions. */; copy: (line: string, n: number) => string };
type Row = {
  data: string;
  parsed_mb: number;
  json_parse_mb_s: number;
  parser_mb_s: number;
  parser_share: number;
  written_mb: number;
  sessions: number;
  import_mb_s: number;
};

/** Null when a data set is missing. */
export async function run(say: (line: string) => void): Promise<Row[] | null> {
  const [airline, claude] = [dataSet("tau-bench-airline", say), dataSet("claude-code-entire", say)];
  if (!airline || !claude) return null;
  const sets: Lines[] = [
    {
      name: "tau-bench, one session a line",
      lines: tauSessions(airline).map((session) => JSON.stringify(session)),
      copy: (line, n) =>
        line.replace('"role":"user","content":"', `"role":"user","content":"(${n}) `).replace('"role": "user"', '"role":"user"'),
    },
    {
      name: "Claude Code, one event a line",
      lines: sessionFiles(claude, ".jsonl").flatMap((file) =>
        readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line.trim() !== ""),
      ),
      copy: (line, n) =>
        line.replace(
          /"sessionId":"([0-9a-f]{8})/,
          (_, start: string) => `"sessionId":"${(Number.parseInt(start, 16) ^ n).toString(16).padStart(8, "0")}`,
        ),
    },
  ];
  const rows: Row[] = [];
  for (const set of sets) rows.push(await measure(set, say));
  console.log(
    table(
      ["data", "JSON.parse MB/s", "parser MB/s", "share", "whole import MB/s", "sessions"],
      rows.map((r) => [r.data, r.json_parse_mb_s, r.parser_mb_s, `${Math.round(r.parser_share * 100)} %`, r.import_mb_s, r.sessions]),
    ),
  );
  console.log(
    `Median of ${RUNS} runs; 1 MB is 1,000,000 bytes. Whole import: received, kept compressed, parsed, secrets masked, written and indexed.`,
  );
  return rows;
}

async function measure({ name, lines, copy }: Lines, say: (line: string) => void): Promise<Row> {
  const once = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const repeats = Math.max(1, Math.round(PARSED_BYTES / once));
  const many = Array.from({ length: repeats }, (_, n) => lines.map((line) => copy(line, n))).flat();
  const parsed = Buffer.from(`${many.join("\n")}\n`);
  const plain: number[] = [];
  const ours: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    // Alternating, so that a busy moment of the machine touches both.
    plain.push(await seconds(() => parsePlain(parsed)));
    ours.push(await seconds(() => parseOurs(parsed)));
    say(`${name}: run ${i + 1} of ${RUNS}: JSON.parse ${round(plain[i] ?? 0)} s, parser ${round(ours[i] ?? 0)} s`);
  }
  const copies = Math.max(1, Math.round(WRITTEN_BYTES / once));
  const written: number[] = [];
  let sessions = 0;
  let bytes = 0;
  for (let i = 0; i < RUNS; i++) {
    const bench = await newWorkspace();
    const upload = Buffer.from(
      `${Array.from({ length: copies }, (_, n) => lines.map((line) => copy(line, n + 1)).join("\n")).join("\n")}\n`,
    );
    bytes = upload.length;
    written.push(
      await seconds(async () => {
        sessions = await importBytes(bench, "bench.jsonl", upload);
      }),
    );
    say(`${name}: run ${i + 1} of ${RUNS}: ${sessions} sessions imported in ${round(written[i] ?? 0)} s`);
  }
  const mb = parsed.length / 1e6;
  const [jsonSpeed, parserSpeed] = [mb / median(plain), mb / median(ours)];
  return {
    data: name,
    parsed_mb: round(mb, 1),
    json_parse_mb_s: round(jsonSpeed, 0),
    parser_mb_s: round(parserSpeed, 0),
    parser_share: round(parserSpeed / jsonSpeed),
    written_mb: round(bytes / 1e6, 1),
    sessions,
    import_mb_s: round(bytes / 1e6 / median(written), 1),
  };
}

/** The least that any reader of these lines does: find their ends, decode, parse. */
function parsePlain(bytes: Buffer): number {
  let parsed = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    if (JSON.parse(bytes.toString("utf8", at, end)) !== null) parsed++;
    at = end + 1;
  }
  return parsed;
}

async function parseOurs(bytes: Buffer): Promise<void> {
  for await (const item of readUpload(chunksOf(bytes), { format: "auto" })) {
    if (item.type === "problem") throw new Error(`refused: ${item.problem.message}`);
    if (item.type === "unsupported") throw new Error("the format was not recognised");
  }
}

import { spawn } from "node:child_process";
import { join } from "node:path";
import { dataSet, tauSessions } from "@/bench/lib/data";
import { growthExponent, median, round, table } from "@/bench/lib/figures";
import { importBytes, newWorkspace } from "@/bench/lib/workspace";

export const title = "Dream: seconds and peak memory at 10, 30 and 100 sessions, with database and gate, and of mining alone";

const SIZES = [10, 30, 100];
const RUNS = 5;

/** What one process of bench/lib/dream-once.ts measures. `warm_s`: the same again in the same process, for mining alone. */
export type Once = { seconds: number; warm_s: number; peak_mb: number; before_mb: number; changes: number };
type Row = {
  sessions: number;
  changes: number;
  dream_s: number;
  dream_peak_mb: number;
  mining_s: number;
  mining_warm_s: number;
  mining_peak_mb: number;
  mining_before_mb: number;
};

/** Null when the data set is missing. */
export async function run(say: (line: string) => void): Promise<{ rows: Row[]; exponent: { dream: number; mining: number } } | null> {
  const folder = dataSet("tau-bench-airline", say);
  if (!folder) return null;
  const sessions = tauSessions(folder);
  const measured = SIZES.map((size) => ({ size, dreams: [] as Once[], mines: [] as Once[] }));
  for (let i = 0; i < RUNS; i++) {
    // All sizes in each round, so that a busy moment of the machine touches them alike.
    for (const { size, dreams, mines } of measured) {
      const bench = await newWorkspace();
      await importBytes(bench, "bench.json", Buffer.from(JSON.stringify(sessions.slice(0, size))));
      dreams.push(await once("dream", bench.workspaceId, bench.storeId));
      mines.push(await once("mine", bench.workspaceId, bench.storeId));
      say(
        `run ${i + 1} of ${RUNS}, ${size} sessions: dream ${round(dreams[i]?.seconds ?? 0)} s, mining ${round(mines[i]?.seconds ?? 0)} s`,
      );
    }
  }
  const rows = measured.map(({ size, dreams, mines }): Row => {
    const of = (all: Once[], key: keyof Once) => median(all.map((one) => one[key]));
    return {
      sessions: size,
      changes: of(dreams, "changes"),
      dream_s: round(of(dreams, "seconds")),
      dream_peak_mb: round(of(dreams, "peak_mb"), 0),
      mining_s: round(of(mines, "seconds"), 3),
      mining_warm_s: round(of(mines, "warm_s"), 4),
      mining_peak_mb: round(of(mines, "peak_mb"), 0),
      mining_before_mb: round(of(mines, "before_mb"), 0),
    };
  });
  const slope = (key: "dream_s" | "mining_warm_s") => round(growthExponent(rows.map((row) => ({ x: row.sessions, y: row[key] }))));
  const exponent = { dream: slope("dream_s"), mining: slope("mining_warm_s") };
  console.log(
    table(
      ["sessions", "changes", "dream s", "peak MB", "mining s", "warm s", "peak MB", "of it before"],
      rows.map((r) => [
        r.sessions,
        r.changes,
        r.dream_s,
        r.dream_peak_mb,
        r.mining_s,
        r.mining_warm_s,
        r.mining_peak_mb,
        r.mining_before_mb,
      ]),
    ),
  );
  console.log(`Growth exponent from 10 to 100 sessions (1 is linear): dream ${exponent.dream}, warm mining ${exponent.mining}.`);
  console.log(
    `Median of ${RUNS} runs, each a fresh process that has not dreamt before. Dream: sessions read from the database, mined, through the gate,`,
  );
  console.log(
    "proposal written. Mining: the engine alone, sessions in memory; warm: again in the same process, its code compiled. Peak: the whole",
  );
  console.log("process's resident memory, Node and code included; what it held before the mining began stands beside it.");
  return { rows, exponent };
}

/** In a process of its own, so that its peak of memory is its own. */
function once(what: "dream" | "mine", workspaceId: string, storeId: string): Promise<Once> {
  const script = join(process.cwd(), "bench", "lib", "dream-once.ts");
  const child = spawn(process.execPath, [...process.execArgv, script, what, workspaceId, storeId], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  return new Promise((done, fail) => {
    child.once("close", (code) =>
      code === 0 ? done(JSON.parse(text.trim().split("\n").at(-1) ?? "") as Once) : fail(new Error(`a run ended with status ${code}`)),
    );
  });
}

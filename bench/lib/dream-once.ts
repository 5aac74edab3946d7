import type { Once } from "@/bench/dream";
import { median, seconds } from "@/bench/lib/figures";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { systemContext } from "@/lib/domain/context";
import { localEngine } from "@/lib/dreaming/local/engine";
import { runDream } from "@/lib/jobs/run-dream";
import { loadDream } from "@/lib/queries/dream-input";
import { startDream } from "@/lib/services/start-dream";

// One measured dream, or one measured run of the engine over the sessions of the last dream; prints its figures as JSON.
const [what, workspaceId = "", storeId = ""] = process.argv.slice(2);
const WARM_RUNS = 5;
const mb = (bytes: number) => bytes / 1e6;

const figures = what === "dream" ? await dream() : await mine();
console.log(JSON.stringify(figures));
await db.$disconnect();

async function dream(): Promise<Once> {
  const id = await startDream(systemContext(workspaceId, systemActor("worker", "Benchmark")), storeId, {
    limit: 100,
    estimate_only: false,
  });
  const before = process.memoryUsage.rss();
  const took = await seconds(() => runDream(workspaceId, id, `bench:${id}`, new AbortController().signal));
  const row = await db.dream.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });
  if (row.status !== "completed" && row.status !== "nothing_to_change") throw new Error(`the dream ended ${row.status}`);
  const changes = row.proposalId ? await db.change.count({ where: { workspaceId, proposalId: row.proposalId } }) : 0;
  return { seconds: took, warm_s: took, peak_mb: peak(), before_mb: mb(before), changes };
}

async function mine(): Promise<Once> {
  const { id } = await db.dream.findFirstOrThrow({ where: { workspaceId, storeId }, orderBy: { id: "desc" } });
  const loaded = await loadDream(workspaceId, id);
  if (!loaded) throw new Error("the dream is not there");
  const run = {
    signal: new AbortController().signal,
    progress: async () => {},
  };
  const before = process.memoryUsage.rss();
  let changes = 0;
  const mineOnce = async () => {
    changes = (await localEngine.draft(loaded.input, run)).changes.length;
  };
  const took = await seconds(mineOnce);
  const peakMb = peak();
  const again: number[] = [];
  for (let i = 0; i < WARM_RUNS; i++) again.push(await seconds(mineOnce));
  return { seconds: took, warm_s: median(again), peak_mb: peakMb, before_mb: mb(before), changes };
}

/** `maxRSS` counts kilobytes. */
function peak(): number {
  return mb(process.resourceUsage().maxRSS * 1024);
}

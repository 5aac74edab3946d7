import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lockPathOf, takeLock } from "./lock.mjs";

/**
 * Starts the embedded PostgreSQL of a data directory and starts it again whenever it ends before `stop`. Its address stays
 * the same, so that whoever is connected only has to connect again.
 * @param {{ root: string, dataDir: string, holder: import("./lock.mjs").Holder, say: (line: string) => void, onStart?: (pid: number) => void }} options
 *   `holder`: who holds the lock of the data directory
 * @returns {Promise<{ url: string, pid: () => number | null, stop: () => Promise<void> }>}
 */
export async function keepDatabase({ root, dataDir, holder, say, onStart = () => {} }) {
  // Imported only now: this needs nothing installed, but what it belongs to (lib/db) does.
  const { startCluster } = await import("#embedded/cluster.mjs");
  const { prepareLocation } = await import("#embedded/location.mjs");
  const location = prepareLocation(dataDir);
  const lock = location.elsewhere ? await claimElsewhere(location, dataDir, holder, say) : null;
  let stopping = false;
  let current = await startCluster({ root, location, say });
  onStart(current.pid);
  if (location.elsewhere) writeFileSync(createdMark(dataDir), "", { mode: 0o600 });

  const keep = async () => {
    while (!stopping) {
      await current.exited;
      for (let waitMs = 200; !stopping; waitMs = Math.min(waitMs * 2, 10_000)) {
        say("PostgreSQL ended: starting it again");
        try {
          current = await startCluster({ root, location, say });
          onStart(current.pid);
          break;
        } catch (error) {
          say(error.message);
          await sleep(waitMs);
        }
      }
      if (stopping) await current.stop();
    }
  };
  const kept = keep();
  const stop = async () => {
    stopping = true;
    await current.stop();
    await kept;
    lock?.release();
  };
  return { url: current.url, pid: () => current.pid, stop };
}

const createdMark = (dataDir) => join(dataDir, "db.created");

/** A cluster outside its data directory can be lost without it, and a copied data directory names the original's. */
async function claimElsewhere({ base, cluster }, dataDir, holder, say) {
  say(`the database is in ${base}: PostgreSQL does not run as root, and no other user can reach ${dataDir}`);
  if (existsSync(createdMark(dataDir)) && !existsSync(cluster)) {
    throw new Error(
      `the database was in ${base} and is gone: bring it back, or take away ${join(dataDir, "db.location")} and db.created to begin anew`,
    );
  }
  const lock = await takeLock(lockPathOf(base), holder);
  await lock.confirm();
  return lock;
}

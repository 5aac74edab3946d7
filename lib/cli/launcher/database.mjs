import { setTimeout as sleep } from "node:timers/promises";

/**
 * Starts the embedded PostgreSQL of a data directory and starts it again whenever it ends before `stop`. Its address stays
 * the same, so that whoever is connected only has to connect again.
 * @param {{ root: string, dataDir: string, say: (line: string) => void, onStart?: (pid: number) => void }} options
 * @returns {Promise<{ url: string, pid: () => number | null, stop: () => Promise<void> }>}
 */
export async function keepDatabase({ root, dataDir, say, onStart = () => {} }) {
  // Imported only now: this needs nothing installed, but what it belongs to (lib/db) does.
  const { startCluster } = await import("#embedded/cluster.mjs");
  const { prepareLocation } = await import("#embedded/location.mjs");
  const location = prepareLocation(dataDir);
  if (location.elsewhere)
    say(`the database is in ${location.base}: PostgreSQL does not run as root, and no other user can reach ${dataDir}`);
  let stopping = false;
  let current = await startCluster({ root, location, say });
  onStart(current.pid);

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
  };
  return { url: current.url, pid: () => current.pid, stop };
}

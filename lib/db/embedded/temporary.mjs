import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "./cluster.mjs";
import { prepareBase } from "./location.mjs";

/**
 * A cluster that is thrown away when it is stopped: for tests and for drafting migrations.
 * @param {{ root: string, durable?: boolean }} options  `durable`: write to disk as a real one does, for measuring
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} `url` names a database that does not exist yet
 */
export async function startTemporaryCluster({ root, durable = false }) {
  const folder = mkdtempSync(join(tmpdir(), "rv-pg-"));
  chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const database = await startCluster({ root, location: prepareBase(join(folder, "db")), ephemeral: !durable });
    return { url: database.url, stop: () => database.stop().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

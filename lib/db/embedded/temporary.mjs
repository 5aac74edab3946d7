import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "./cluster.mjs";
import { prepareBase } from "./location.mjs";

/**
 * A cluster that is thrown away when it is stopped: for tests and for drafting migrations.
 * @param {{ root: string }} options
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} `url` names a database that does not exist yet
 */
export async function startTemporaryCluster({ root }) {
  const folder = mkdtempSync(join(tmpdir(), "rv-pg-"));
  chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const database = await startCluster({ root, location: prepareBase(join(folder, "db")), ephemeral: true });
    return { url: database.url, stop: () => database.stop().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

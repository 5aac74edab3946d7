import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { startCluster } from "../lib/db/embedded/cluster.mjs";
import { prepareBase } from "../lib/db/embedded/location.mjs";
import { applyMigrations } from "../lib/db/embedded/migrate.mjs";

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be extended from here
  export interface ProvidedContext {
    templateUrl: string;
  }
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** One PostgreSQL for the run, with a migrated template that each test file copies. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), "rv-test-"));
  chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
  const database = await startCluster({ root, location: prepareBase(join(folder, "db")), ephemeral: true });
  const template = new URL(database.url);
  template.pathname = "/template_reveille";
  await applyMigrations({ url: template.toString(), folder: join(root, "prisma", "migrations") });
  project.provide("templateUrl", template.toString());
  return async () => {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { applyMigrations } from "../lib/db/embedded/migrate.mjs";
import { startTemporaryCluster } from "../lib/db/embedded/temporary.mjs";

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be extended from here
  export interface ProvidedContext {
    templateUrl: string;
  }
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** One PostgreSQL for the run, with a migrated template that each test file copies. */
export default async function setup(project: TestProject) {
  const database = await startTemporaryCluster({ root });
  const template = new URL(database.url);
  template.pathname = "/template_reveille";
  await applyMigrations({ url: template.toString(), folder: join(root, "prisma", "migrations") });
  project.provide("templateUrl", template.toString());
  return database.stop;
}

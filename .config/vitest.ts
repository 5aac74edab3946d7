import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
const notOurs = ["**/node_modules/**", "**/.next*/**", "**/.data*/**", "e2e/**"];
const shared = { root, resolve: { alias: { "@": root.replace(/\/$/, "") } } };

// Three kinds, so that a test of pure rules does not pay for a database:
// unit (*.test.ts), db (*.db.test.ts: a database of its own per file), process (*.process.test.ts: starts the real thing).
export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...notOurs, "**/*.{db,process}.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: notOurs,
          globalSetup: [".config/vitest-database.ts"],
          setupFiles: [".config/vitest-database-file.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "process",
          include: ["**/*.process.test.ts"],
          exclude: notOurs,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});

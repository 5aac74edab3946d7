import { defineConfig } from "prisma/config";

// Only `prisma generate` is used; migrations are plain SQL and applied at start (lib/db/embedded/migrate.mjs).
export default defineConfig({
  schema: "../prisma/schema.prisma",
  migrations: { path: "../prisma/migrations" },
});

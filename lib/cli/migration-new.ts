import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { readMigrations } from "#embedded/migrate.mjs";
import { startTemporaryCluster } from "#embedded/temporary.mjs";

// Developer's command: `npm run migration:new -- NAME` writes what prisma/schema.prisma has and prisma/migrations have not.
// It drafts: triggers, generated columns and partial indexes are unknown to the schema and must be checked by hand.

const root = fileURLToPath(new URL("../..", import.meta.url));
const name = process.argv[2] ?? "";
if (!/^[a-z][a-z0-9_]{1,60}$/.test(name)) fail("usage: npm run migration:new -- NAME, in lower case with underscores");

const sql = await draft();
if (sql.includes("-- This is an empty migration.")) {
  console.log("nothing to do: the migrations give the schema");
} else {
  const stamp = new Date()
    .toISOString()
    .replace(/[^0-9]/g, "")
    .slice(0, 14);
  const folder = join(root, "prisma", "migrations", `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), sql);
  console.log(join(folder, "migration.sql"));
}

/** The statements from the migrations to the schema, found by running the migrations in a throw-away database. */
async function draft(): Promise<string> {
  const schema = readFileSync(join(root, "prisma", "schema.prisma"), "utf8");
  const migrations = readMigrations(join(root, "prisma", "migrations"));
  const database = await startTemporaryCluster({ root });
  try {
    const bg = await loadEngine();
    const url = new URL(database.url);
    url.pathname = "/postgres";
    const adapter = catalogueAdapter(url.toString());
    const engine = await bg.SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => {}, adapter);
    const result = await engine.diff({
      from: {
        tag: "migrations",
        baseDir: join(root, "prisma", "migrations"),
        lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map((migration) => ({
          path: migration.name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: migration.sql } },
        })),
      },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return result.stdout ?? "";
  } finally {
    await database.stop();
  }
}

/**
 * The engine reads PostgreSQL's catalogue, whose one-byte type "char" (18) the adapter refuses though the engine wants it.
 * So it travels as `money` (790), which the catalogue has nowhere and the adapter calls Numeric, and is renamed on arrival.
 */
function catalogueAdapter(connectionString: string) {
  const query = pg.Pool.prototype.query as (...args: unknown[]) => Promise<pg.QueryResult>;
  const patched = async function (this: pg.Pool, ...args: unknown[]) {
    const result = await query.apply(this, args);
    for (const field of result.fields ?? []) if (field.dataTypeID === 18) field.dataTypeID = 790;
    return result;
  };
  pg.Pool.prototype.query = patched as typeof pg.Pool.prototype.query;
  const factory = new PrismaPg({ connectionString });
  const connect = factory.connectToShadowDb.bind(factory);
  factory.connectToShadowDb = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (params) => {
      const result = await queryRaw(params);
      const columnTypes = result.columnTypes.map((type) => (type === ColumnTypeEnum.Numeric ? ColumnTypeEnum.Character : type));
      return { ...result, columnTypes };
    };
    return adapter;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

async function loadEngine() {
  // The engine reports a panic through this global and crashes with another message without it.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) } });
  const bg = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = readFileSync(join(dirname(file), "schema_engine_bg.wasm"));
  const imports = { "./schema_engine_bg.js": bg } as unknown as WebAssembly.Imports;
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  const exports = instance.exports as Record<string, () => void>;
  (bg as unknown as { __wbg_set_wasm: (exports: unknown) => void }).__wbg_set_wasm(exports);
  exports.__wbindgen_start?.();
  return bg;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

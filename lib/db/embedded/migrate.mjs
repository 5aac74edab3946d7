import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

// Prisma's own number: while we migrate, its command line waits, and the other way round.
const migrationLock = 72707369;
const oldestServer = 140000;

const createTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

/**
 * Applies what `folder` holds and the database has not, in order of name, each file in a transaction of its own: a file
 * that fails leaves nothing behind. Keeps Prisma's table, so that `prisma migrate deploy` finds nothing to do afterwards.
 * Creates the database itself when the server has none of that name.
 * @param {{ url: string, folder: string, say?: (line: string) => void }} options
 * @returns {Promise<string[]>} names of the migrations that were applied; throws a one-line Error
 */
export async function applyMigrations({ url, folder, say = () => {} }) {
  const client = await connect(url);
  try {
    const { rows } = await client.query("select current_setting('server_version_num')::int as version");
    if (rows[0].version < oldestServer) throw new Error(`PostgreSQL 14 or newer is needed, the server is ${rows[0].version / 10_000}`);
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await client.query(createTable);
    const known = await client.query("select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null");
    return await applyMissing(client, readMigrations(folder), known.rows, say);
  } finally {
    await client.end();
  }
}

async function applyMissing(client, files, rows, say) {
  const done = new Map(rows.map((row) => [row.migration_name, row]));
  const names = new Set(files.map((file) => file.name));
  for (const row of rows) {
    if (!row.finished_at)
      throw new Error(`migration ${row.migration_name} was begun by another tool and not finished: repair it with that tool`);
    if (!names.has(row.migration_name)) throw new Error(`the database is newer than this program: it has migration ${row.migration_name}`);
  }
  const applied = [];
  for (const { name, sql, checksum } of files) {
    const before = done.get(name);
    if (before && before.checksum !== checksum) say(`warning: migration ${name} is not the file that was applied`);
    if (before) continue;
    await applyOne(client, name, sql, checksum);
    applied.push(name);
  }
  return applied;
}

async function applyOne(client, name, sql, checksum) {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       values (gen_random_uuid()::text, $1, now(), $2, 1)`,
      [checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`migration ${name}: ${error.message}`);
  }
}

/** The migrations of a folder, each `<name>/migration.sql`, in order of name. */
export function readMigrations(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "migration.sql")));
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
    return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}

async function connect(url) {
  const client = clientOf(url);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    if (error.code !== "3D000") throw new Error(`the database of DATABASE_URL cannot be used: ${error.message || error.code}`);
  }
  await createDatabase(url);
  const second = clientOf(url);
  await second.connect();
  return second;
}

/** A connection that is lost is told by the statement that it cuts off; its event, unheard, would end the process. */
function clientOf(url) {
  const client = new pg.Client({ connectionString: url, application_name: "reveille-migrate" });
  client.on("error", () => {});
  return client;
}

async function createDatabase(url) {
  const target = new URL(url);
  const name = decodeURIComponent(target.pathname.slice(1));
  target.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: target.toString() });
  await admin.connect();
  try {
    await admin.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // duplicate_database, or unique_violation on its catalogue: another start made it in the meantime
    if (!["42P04", "23505"].includes(error.code)) throw error;
  } finally {
    await admin.end();
  }
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabaseProxy } from "@/lib/testing/database-proxy";
import { applyMigrations } from "./migrate.mjs";

let folder = "";
let url = "";
const said: string[] = [];
const say = (line: string) => said.push(line);
const migrate = () => applyMigrations({ url, folder, say });

const write = (name: string, sql: string) => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
};

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const result = await client.query(sql);
  await client.end();
  return result.rows;
}

async function admin(sql: string) {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query(sql);
  await client.end();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rv-migrate-"));
  const own = new URL(process.env.DATABASE_URL ?? "");
  own.pathname = `/m_${Math.random().toString(36).slice(2)}`;
  url = own.toString();
  said.length = 0;
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  const name = new URL(url).pathname.slice(1);
  url = process.env.DATABASE_URL ?? "";
  await rows(`drop database if exists ${name} with (force)`);
});

test("makes the database when the server has none of that name, and applies in order of name", async () => {
  write("2_second", "alter table a add column c int");
  write("1_first", "create table a (b int)");
  expect(await migrate()).toEqual(["1_first", "2_second"]);
  expect(await rows("select b, c from a")).toEqual([]);
  expect(await migrate()).toEqual([]);
});

test("a file that fails leaves nothing behind, keeps those before it, and works once it is repaired", async () => {
  write("1_first", "create table a (b int)");
  write("2_second", "create table left_over (x int); insert into a values (1); select 1 / 0");
  await expect(migrate()).rejects.toThrow("migration 2_second: division by zero");
  expect(await rows("select to_regclass('left_over') as t, (select count(*)::int from a) as n")).toEqual([{ t: null, n: 0 }]);
  expect(await rows("select migration_name from _prisma_migrations")).toEqual([{ migration_name: "1_first" }]);
  write("2_second", "create table left_over (x int)");
  expect(await migrate()).toEqual(["2_second"]);
});

test("of several at once one applies, and the others wait and find nothing to do", async () => {
  write("1_first", "create table a (b int); select pg_sleep(0.2)");
  const applied = await Promise.all([migrate(), migrate(), migrate()]);
  expect(applied.flat()).toEqual(["1_first"]);
});

test("warns when a file is not the one that was applied", async () => {
  write("1_first", "create table a (b int)");
  await migrate();
  write("1_first", "create table a (b bigint)");
  expect(await migrate()).toEqual([]);
  expect(said).toEqual(["warning: migration 1_first is not the file that was applied"]);
});

test("refuses a database that is newer than the program", async () => {
  write("1_first", "create table a (b int)");
  write("2_second", "select 1");
  await migrate();
  rmSync(join(folder, "2_second"), { recursive: true });
  await expect(migrate()).rejects.toThrow("the database is newer than this program: it has migration 2_second");
});

/** Everything that the migrations make, as text: tables with their columns, indexes, functions, triggers. */
const everything = async () =>
  (
    await rows(`
      select 'column ' || table_name || '.' || column_name || ' ' || data_type as made from information_schema.columns where table_schema = 'public'
      union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
      union all select 'function ' || proname || md5(prosrc) from pg_proc where pronamespace = 'public'::regnamespace
      union all select 'trigger ' || tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal
      union all select 'done ' || migration_name from _prisma_migrations where finished_at is not null order by 1`)
  ).map((r) => r.made);

test("interrupted after any statement, the next start ends where an uninterrupted one does, each migration once", async () => {
  const real = join(process.cwd(), "prisma", "migrations");
  await applyMigrations({ url, folder: real });
  const whole = await everything();
  const proxy = await openDatabaseProxy(url);
  const name = () => `/m_${Math.random().toString(36).slice(2)}`;
  const target = new URL(url);
  for (let n = 2; ; n++) {
    const through = new URL(proxy.url);
    through.pathname = target.pathname = name();
    url = target.toString();
    await applyMigrations({ url, folder });
    proxy.cutAfter(n);
    const failed = await applyMigrations({ url: through.toString(), folder: real }).then(
      () => false,
      () => true,
    );
    proxy.mend();
    await applyMigrations({ url, folder: real });
    expect([n, await everything()]).toEqual([n, whole]);
    await admin(`drop database ${target.pathname.slice(1)} with (force)`);
    if (!failed) break;
  }
  await proxy.close();
}, 600_000);

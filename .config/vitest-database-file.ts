import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";

// Runs before each test file is loaded: a copy of the template, so that files neither see nor wait for each other.
const template = new URL(inject("templateUrl"));
const name = `t_${randomUUID().replaceAll("-", "")}`;
const admin = new URL(template);
admin.pathname = "/postgres";

await asAdmin(`create database ${name} template ${template.pathname.slice(1)}`);
const own = new URL(template);
own.pathname = `/${name}`;
process.env.DATABASE_URL = own.toString();

afterAll(async () => {
  const hooks = (globalThis as { __onShutdown?: Array<() => Promise<unknown>> }).__onShutdown ?? [];
  for (const hook of hooks) await hook();
  await asAdmin(`drop database ${name} with (force)`);
});

async function asAdmin(statement: string) {
  const client = new pg.Client({ connectionString: admin.toString() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

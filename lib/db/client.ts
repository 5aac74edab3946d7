import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/lib/db/generated/client";

export type Db = PrismaClient;
/** A transaction: everything a service writes goes through one of these. */
export type Tx = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends" | "$use">;

type Held = { reveilleDb?: PrismaClient; __onShutdown?: (() => Promise<unknown>)[] };
// Instrumentation, routes and pages are separate bundles with their own module instances: one client per process hangs on globalThis.
const held = globalThis as unknown as Held;

function connect(): PrismaClient {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: start with `npm start`, which sets it.");
  const adapter = new PrismaPg({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  const client = new PrismaClient({ adapter, transactionOptions: { timeout: 60_000, maxWait: 15_000 } });
  held.__onShutdown = held.__onShutdown ?? [];
  held.__onShutdown.push(async () => {
    held.reveilleDb = undefined;
    await client.$disconnect();
  });
  return client;
}

/** The process's one Prisma client, made at first use. */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  get(_target, name) {
    held.reveilleDb ??= connect();
    const value = Reflect.get(held.reveilleDb, name, held.reveilleDb);
    return typeof value === "function" ? value.bind(held.reveilleDb) : value;
  },
});

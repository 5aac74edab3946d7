import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/lib/db/generated/client";
import { type DatabaseProxy, openDatabaseProxy } from "@/lib/testing/database-proxy";

type Held = { reveilleDb?: PrismaClient | undefined };
const held = globalThis as unknown as Held;

/**
 * Runs what uses the process's database with a way to it that breaks after `n` round trips, and then as before. Answers how it ended and whether the way
 * broke. Nothing else may use the database meanwhile.
 */
export async function withCutAfter(
  proxy: DatabaseProxy,
  n: number,
  run: () => Promise<unknown>,
): Promise<{ error: unknown; wasCut: boolean }> {
  const direct = held.reveilleDb;
  const adapter = new PrismaPg({ connectionString: proxy.url, max: 2, connectionTimeoutMillis: 2_000 });
  // A broken connection of the pool is told to whoever used it.
  const cut = new PrismaClient({ adapter, transactionOptions: { timeout: 30_000, maxWait: 5_000 } });
  held.reveilleDb = cut;
  try {
    await cut.$connect();
    proxy.cutAfter(n);
    const error = await run().then(
      () => null,
      (e: unknown) => e ?? "failed",
    );
    return { error, wasCut: proxy.passed() >= n && n < Number.POSITIVE_INFINITY };
  } finally {
    held.reveilleDb = direct;
    await cut.$disconnect().catch(() => {});
    await proxy.settled();
    proxy.mend();
  }
}

export const openProxy = (): Promise<DatabaseProxy> => openDatabaseProxy(process.env.DATABASE_URL ?? "");

import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { Context } from "@/lib/domain/context";
import type { Written } from "@/lib/services/carried-out";

type Place = { operation: string; key: string; claim: string };
type Answer = { status: number; headers: [string, string][]; body: string | null };
type Claimed =
  | { state: "claimed" }
  | { state: "busy"; retryAfterSeconds: number }
  | { state: "answered"; hash: string; answer: Answer }
  | { state: "done"; hash: string | null; written: Written };

/** How long a claim holds unless it is renewed: a process that died in the middle frees the key then, if it had written nothing. */
const LEASE_MS = 60_000;
const KEPT_MS = 24 * 60 * 60 * 1000;
const BUSY_RETRY_SECONDS = 2;
const lease = `${LEASE_MS} milliseconds`;

type Row = {
  request_hash: string | null;
  status: number | null;
  headers: [string, string][] | null;
  body: string | null;
  done: Written | null;
  alive: boolean;
};

/**
 * Takes an idempotency key for one caller and one path, or tells what it was answered. Of two at once exactly one is `claimed`. A key is free again a
 * day after its answer, and when its claim had written nothing and was neither renewed nor answered in time. `done`: who had it wrote, and died before it answered.
 */
export async function claimAnswer(ctx: Context, { operation, key, claim }: Place, hash: string | null): Promise<Claimed> {
  const [workspaceId, owner] = [ctx.scope.workspaceId, ctx.actor.id];
  for (;;) {
    const taken = await db.$executeRaw`
      insert into kept_answer as k (workspace_id, owner, operation, key, claim, request_hash, lease_until, expires_at)
      values (${workspaceId}, ${owner}, ${operation}, ${key}, ${claim}, ${hash}, now() + ${lease}::interval, now() + ${lease}::interval)
      on conflict (workspace_id, owner, operation, key) do update
      set claim = excluded.claim, request_hash = excluded.request_hash, lease_until = excluded.lease_until, expires_at = excluded.expires_at,
        status = null, headers = null, body = null, done = null
      where k.expires_at < now()`;
    if (taken === 1) return { state: "claimed" };
    const [row] = await db.$queryRaw<Row[]>`
      select request_hash, status, headers, body, done, lease_until > now() as alive from kept_answer
      where workspace_id = ${workspaceId} and owner = ${owner} and operation = ${operation} and key = ${key}`;
    // Let go of between the two statements: it is free.
    if (!row) continue;
    if (row.status !== null) {
      const answer = { status: row.status, headers: row.headers ?? [], body: row.body };
      return { state: "answered", hash: row.request_hash ?? "", answer };
    }
    if (row.done && !row.alive) return { state: "done", hash: row.request_hash, written: row.done };
    return { state: "busy", retryAfterSeconds: BUSY_RETRY_SECONDS };
  }
}

const mine = (ctx: Context, place: Place) => ({ workspaceId: ctx.scope.workspaceId, owner: ctx.actor.id, ...place, status: null });

export async function renewAnswer(ctx: Context, { operation, key, claim }: Place): Promise<void> {
  await db.$executeRaw`
    update kept_answer set lease_until = now() + ${lease}::interval, expires_at = greatest(expires_at, now() + ${lease}::interval)
    where workspace_id = ${ctx.scope.workspaceId} and owner = ${ctx.actor.id} and operation = ${operation} and key = ${key}
      and claim = ${claim} and status is null`;
}

/** Keeps what a claimed request was answered, for a day. A claim that was lost keeps nothing. */
export async function keepAnswer(ctx: Context, place: Place, hash: string, answer: Answer): Promise<void> {
  await db.keptAnswer.updateMany({
    where: mine(ctx, place),
    data: { requestHash: hash, ...answer, expiresAt: new Date(Date.now() + KEPT_MS) },
  });
}

/** Lets a key go. `refused`: its request was turned down and may be sent anew; else, what had been written by then stays known. */
export async function releaseAnswer(ctx: Context, place: Place, refused: boolean): Promise<void> {
  const where = mine(ctx, place);
  await db.keptAnswer.deleteMany({ where: refused ? where : { ...where, done: { equals: Prisma.DbNull } } });
  await db.keptAnswer.updateMany({ where, data: { leaseUntil: new Date(0) } });
}

/** Answers that nobody can ask for any more go. */
export async function dropOldAnswers(): Promise<void> {
  await db.keptAnswer.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}

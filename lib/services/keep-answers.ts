import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";

type Place = { operation: string; key: string; claim: string };
type Answer = { status: number; headers: [string, string][]; body: string | null };
type Claimed = { state: "claimed" } | { state: "busy"; retryAfterSeconds: number } | { state: "answered"; hash: string; answer: Answer };

/** How long a claim holds unless it is renewed: a process that died in the middle frees the key then. */
const LEASE_MS = 60_000;
const KEPT_MS = 24 * 60 * 60 * 1000;
const BUSY_RETRY_SECONDS = 2;

type Row = { claim: string; request_hash: string | null; status: number | null; headers: [string, string][] | null; body: string | null };

/**
 * Takes an idempotency key for one caller and one path, or tells what it was answered. Of two at once exactly one is `claimed`. A key is free again a
 * day after its answer, and when its claim was neither renewed nor answered in time.
 */
export async function claimAnswer(ctx: Context, { operation, key, claim }: Place, hash: string | null): Promise<Claimed> {
  const [workspaceId, owner] = [ctx.scope.workspaceId, ctx.actor.id];
  for (;;) {
    const taken = await db.$executeRaw`
      insert into kept_answer as k (workspace_id, owner, operation, key, claim, request_hash, expires_at)
      values (${workspaceId}, ${owner}, ${operation}, ${key}, ${claim}, ${hash}, now() + ${`${LEASE_MS} milliseconds`}::interval)
      on conflict (workspace_id, owner, operation, key) do update
      set claim = excluded.claim, request_hash = excluded.request_hash, expires_at = excluded.expires_at, status = null, headers = null, body = null
      where k.expires_at < now()`;
    if (taken === 1) return { state: "claimed" };
    const [row] = await db.$queryRaw<Row[]>`
      select claim, request_hash, status, headers, body from kept_answer
      where workspace_id = ${workspaceId} and owner = ${owner} and operation = ${operation} and key = ${key}`;
    if (row && row.status === null) return { state: "busy", retryAfterSeconds: BUSY_RETRY_SECONDS };
    if (row && row.status !== null) {
      return {
        state: "answered",
        hash: row.request_hash ?? "",
        answer: { status: row.status, headers: row.headers ?? [], body: row.body },
      };
    }
    // Let go of between the two statements: it is free.
  }
}

const mine = (ctx: Context, place: Place) => ({ workspaceId: ctx.scope.workspaceId, owner: ctx.actor.id, ...place, status: null });

export async function renewAnswer(ctx: Context, place: Place): Promise<void> {
  await db.keptAnswer.updateMany({ where: mine(ctx, place), data: { expiresAt: new Date(Date.now() + LEASE_MS) } });
}

/** Keeps what a claimed request was answered, for a day. A claim that was lost keeps nothing. */
export async function keepAnswer(ctx: Context, place: Place, hash: string, answer: Answer): Promise<void> {
  await db.keptAnswer.updateMany({
    where: mine(ctx, place),
    data: { requestHash: hash, ...answer, expiresAt: new Date(Date.now() + KEPT_MS) },
  });
}

export async function releaseAnswer(ctx: Context, place: Place): Promise<void> {
  await db.keptAnswer.deleteMany({ where: mine(ctx, place) });
}

/** Answers that nobody can ask for any more go. */
export async function dropOldAnswers(): Promise<void> {
  await db.keptAnswer.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}

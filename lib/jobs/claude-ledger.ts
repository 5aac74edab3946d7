import { db, type Tx } from "@/lib/db/client";
import { newId } from "@/lib/domain/ids";
import { allowed } from "@/lib/dreaming/claude/caps";
import type { Caps, Hold, Ledger, Spent } from "@/lib/dreaming/claude/ledger";
import { knownAnswers, monthStart } from "@/lib/queries/claude";

const NOTHING: Spent = { dream: 0, store: 0, workspace: 0 };

/** What a worker held that died: whoever takes its dream up begins with nothing in flight. */
export async function dropHolds(workspaceId: string, dreamId: string): Promise<void> {
  await db.modelHold.deleteMany({ where: { workspaceId, dreamId } });
}

/** The ledger of one dream, in the database. A call, its answer and the dream's total are written in one transaction. */
export function dreamLedger({ workspaceId, storeId, dreamId }: { workspaceId: string; storeId: string; dreamId: string }): Ledger {
  // One hold of a dream at a time: each waits for the same lock, and would wait with a connection in its hand.
  let last: Promise<unknown> = Promise.resolve();
  return {
    recall: (keys) => knownAnswers(workspaceId, keys),
    async book(call, kept, held) {
      const { tokens } = call;
      await db.$transaction(async (tx) => {
        await tx.modelCall.create({
          data: {
            workspaceId,
            id: newId("call"),
            storeId,
            dreamId,
            phase: call.phase,
            model: call.model,
            inputTokens: tokens.input_tokens,
            outputTokens: tokens.output_tokens,
            cacheReadInputTokens: tokens.cache_read_input_tokens,
            cacheCreationInputTokens: tokens.cache_creation_input_tokens,
            usd: call.usd,
            batch: call.batch,
            requestId: call.requestId,
            result: call.result,
          },
        });
        if (held !== null) await tx.modelHold.deleteMany({ where: { workspaceId, id: held } });
        if (kept) await keep(tx, new Map([[kept.key, kept.answer]]));
        // A dream that pays for answers gets on, however often its worker is killed: that is not what attempts count.
        // The total is of the calls that are there once the dream is ours: a sum that waited for the row would leave out what was booked meanwhile.
        await tx.$queryRaw`select 1 from dream where workspace_id = ${workspaceId} and id = ${dreamId} for no key update`;
        await tx.$executeRaw`
          update dream d set attempts = least(attempts, 1), usage = jsonb_build_object('input_tokens', c.input, 'output_tokens', c.output, 'cache_read_input_tokens', c.cache_read,
            'cache_creation_input_tokens', c.cache_creation, 'calls', c.calls, 'usd', c.usd)
          from (select coalesce(sum(input_tokens), 0) as input, coalesce(sum(output_tokens), 0) as output, coalesce(sum(cache_read_input_tokens), 0) as cache_read,
              coalesce(sum(cache_creation_input_tokens), 0) as cache_creation, count(*) as calls, coalesce(sum(usd), 0)::float8 as usd
            from model_call where workspace_id = ${workspaceId} and dream_id = ${dreamId}) c
          where d.workspace_id = ${workspaceId} and d.id = ${dreamId}`;
      });
    },
    keep: (entries) => keep(db, entries),
    hold(want, caps) {
      const next = last.then(() => holdNow(want, caps));
      last = next.catch(() => {});
      return next;
    },
    async free(held) {
      await db.modelHold.deleteMany({ where: { workspaceId, id: held } });
    },
  };

  function holdNow(want: Parameters<Ledger["hold"]>[0], caps: Caps): Promise<Hold> {
    return db.$transaction(
      async (tx) => {
        // One after another: two that look at once would both take what is left.
        await tx.$queryRaw`select 1 from workspace where id = ${workspaceId} for no key update`;
        // In this order: what is booked in between counts twice for a moment, and not never.
        const held = await heldBy(tx);
        const spent = await spentBy(tx);
        const taken = { dream: spent.dream + held.dream, store: spent.store + held.store, workspace: spent.workspace + held.workspace };
        const usd = allowed(caps, taken, want);
        if (usd === null) return { id: null, spent };
        const id = newId("hold");
        await tx.modelHold.create({ data: { workspaceId, id, storeId, dreamId, usd } });
        return { id, usd };
      },
      { maxWait: 30_000, timeout: 30_000 },
    );
  }

  async function spentBy(tx: Tx): Promise<Spent> {
    const [row] = await tx.$queryRaw<Spent[]>`
        select coalesce(sum(usd) filter (where dream_id = ${dreamId}), 0)::float8 as dream,
          coalesce(sum(usd) filter (where store_id = ${storeId} and created_at >= ${monthStart()}), 0)::float8 as store,
          coalesce(sum(usd) filter (where created_at >= ${monthStart()}), 0)::float8 as workspace
        from model_call where workspace_id = ${workspaceId} and (dream_id = ${dreamId} or created_at >= ${monthStart()})`;
    return row ?? NOTHING;
  }

  /** By requests in flight. A dream whose worker died holds nothing when its lease is over. */
  async function heldBy(tx: Tx): Promise<Spent> {
    const [row] = await tx.$queryRaw<Spent[]>`
      select coalesce(sum(h.usd) filter (where h.dream_id = ${dreamId}), 0)::float8 as dream,
        coalesce(sum(h.usd) filter (where h.store_id = ${storeId}), 0)::float8 as store, coalesce(sum(h.usd), 0)::float8 as workspace
      from model_hold h join dream d on d.workspace_id = h.workspace_id and d.id = h.dream_id
      where h.workspace_id = ${workspaceId} and d.status = 'running' and d.lease_until > now()`;
    return row ?? NOTHING;
  }

  async function keep(tx: Pick<typeof db, "modelAnswer">, entries: ReadonlyMap<string, unknown>): Promise<void> {
    const data = [...entries].map(([key, answer]) => ({ workspaceId, key, answer: answer as object }));
    await tx.modelAnswer.createMany({ data, skipDuplicates: true });
  }
}

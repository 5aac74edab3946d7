import { db } from "@/lib/db/client";
import { newId } from "@/lib/domain/ids";
import type { Ledger } from "@/lib/dreaming/claude/ledger";
import { knownAnswers, monthStart } from "@/lib/queries/claude";

/** The ledger of one dream, in the database. A call, its answer and the dream's total are written in one transaction. */
export function dreamLedger({ workspaceId, storeId, dreamId }: { workspaceId: string; storeId: string; dreamId: string }): Ledger {
  return {
    recall: (keys) => knownAnswers(workspaceId, keys),
    async book(call, kept) {
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
        if (kept) await keep(tx, new Map([[kept.key, kept.answer]]));
        await tx.$executeRaw`
          update dream d set usage = jsonb_build_object('input_tokens', c.input, 'output_tokens', c.output, 'cache_read_input_tokens', c.cache_read,
            'cache_creation_input_tokens', c.cache_creation, 'calls', c.calls, 'usd', c.usd)
          from (select coalesce(sum(input_tokens), 0) as input, coalesce(sum(output_tokens), 0) as output, coalesce(sum(cache_read_input_tokens), 0) as cache_read,
              coalesce(sum(cache_creation_input_tokens), 0) as cache_creation, count(*) as calls, coalesce(sum(usd), 0)::float8 as usd
            from model_call where workspace_id = ${workspaceId} and dream_id = ${dreamId}) c
          where d.workspace_id = ${workspaceId} and d.id = ${dreamId}`;
      });
    },
    keep: (entries) => keep(db, entries),
    async spent() {
      const [row] = await db.$queryRaw<{ dream: number; store: number; workspace: number }[]>`
        select coalesce(sum(usd) filter (where dream_id = ${dreamId}), 0)::float8 as dream,
          coalesce(sum(usd) filter (where store_id = ${storeId} and created_at >= ${monthStart()}), 0)::float8 as store,
          coalesce(sum(usd) filter (where created_at >= ${monthStart()}), 0)::float8 as workspace
        from model_call where workspace_id = ${workspaceId} and (dream_id = ${dreamId} or created_at >= ${monthStart()})`;
      return row ?? { dream: 0, store: 0, workspace: 0 };
    },
  };

  async function keep(tx: Pick<typeof db, "modelAnswer">, entries: ReadonlyMap<string, unknown>): Promise<void> {
    const data = [...entries].map(([key, answer]) => ({ workspaceId, key, answer: answer as object }));
    await tx.modelAnswer.createMany({ data, skipDuplicates: true });
  }
}

import { db, type Tx } from "@/lib/db/client";
import { type Context, requireAgent, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { OutcomeInput } from "@/lib/schemas/transcript";
import { emitAudit } from "@/lib/services/emit-audit";

async function lock(tx: Tx, ctx: Context, id: string): Promise<{ excluded: boolean }> {
  const [row] = await tx.$queryRaw<{ agent_id: string; excluded: boolean }[]>`
    select agent_id, excluded_at is not null as excluded from transcript where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`;
  if (!row) throw new AppError("not_found", "There is no such transcript.");
  requireAgent(ctx.scope, row.agent_id);
  return row;
}

/** Says how a session went; a person's word replaces an imported one. Throws `forbidden`, `not_found`. */
export async function setOutcome(ctx: Context, id: string, input: OutcomeInput): Promise<void> {
  requirePermission(ctx, "outcomes.write");
  await db.$transaction(async (tx) => {
    await lock(tx, ctx, id);
    await tx.transcript.update({
      where: { workspaceId_id: { workspaceId: ctx.scope.workspaceId, id } },
      data: {
        outcome: input.result,
        outcomeScore: input.score ?? null,
        outcomeNote: input.note ?? null,
        outcomeSource: ctx.scope.agentId ? "imported" : "person",
        outcomeAt: new Date(),
      },
    });
    await emitAudit(tx, ctx, {
      action: "transcript.outcome",
      entity: "transcript",
      entityId: id,
      metadata: { result: input.result, score: input.score },
    });
  });
}

/** Leaves a session out of dreams, with a reason. Throws `forbidden`, `not_found`. */
export async function excludeTranscript(ctx: Context, id: string, reason: string): Promise<void> {
  requirePermission(ctx, "transcripts.write");
  await db.$transaction(async (tx) => {
    await lock(tx, ctx, id);
    await tx.transcript.update({
      where: { workspaceId_id: { workspaceId: ctx.scope.workspaceId, id } },
      data: { excludedAt: new Date(), excludedBy: ctx.actor.name, excludedReason: reason },
    });
    await emitAudit(tx, ctx, { action: "transcript.exclude", entity: "transcript", entityId: id });
  });
}

/** Takes a session in again. Throws `forbidden`, `not_found`. */
export async function includeTranscript(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, "transcripts.write");
  await db.$transaction(async (tx) => {
    const { excluded } = await lock(tx, ctx, id);
    if (!excluded) return;
    await tx.transcript.update({
      where: { workspaceId_id: { workspaceId: ctx.scope.workspaceId, id } },
      data: { excludedAt: null, excludedBy: null, excludedReason: null },
    });
    await emitAudit(tx, ctx, { action: "transcript.include", entity: "transcript", entityId: id });
  });
}

import { db } from "@/lib/db/client";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import type { ChangeOp } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import { editedFindings } from "@/lib/dreaming/edited-findings";
import { textProblem } from "@/lib/dreaming/edited-text";
import { loadProposal, type SourceRow } from "@/lib/queries/proposal-rows";

/**
 * What the checks say of a text that somebody would put in a change's place. Writes nothing. Throws `forbidden`, `not_found`,
 * `unprocessable` for a text that cannot become memory.
 */
export async function checkEdit(ctx: Context, proposalId: string, input: { changeId: string; content: string }): Promise<Finding[]> {
  requirePermission(ctx, "proposals.decide");
  const loaded = await loadProposal(db, ctx.scope.workspaceId, proposalId);
  const change = loaded?.row.changes.find((c) => c.id === input.changeId);
  if (!loaded || !change) throw new AppError("not_found", "There is no such change.");
  requireStore(ctx.scope, loaded.row.storeId);
  const problem = await textProblem(input.content);
  if (problem) throw new AppError("unprocessable", problem, { change_id: change.id });
  const reviewed = {
    op: change.op as ChangeOp,
    kind: change.kind as MemoryKind,
    path: change.path,
    newPath: change.newPath,
    bases: [change.before, ...(change.sources as SourceRow[]).map((s) => s.content)].filter((t): t is string => t !== null),
    drafted: change.after,
    findings: change.findings as Finding[],
  };
  return editedFindings(reviewed, input.content);
}

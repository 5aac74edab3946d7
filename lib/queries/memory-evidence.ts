import { db } from "@/lib/db/client";
import { requireStore, type Scope } from "@/lib/domain/context";
import type { OutcomeResult } from "@/lib/domain/transcript";
import type { Evidence, Support } from "@/lib/domain/views";
import { evidenceView, type Sessions } from "@/lib/queries/proposals";

/** What the text of one change rests on. */
export type ChangeEvidence = { evidence: Evidence[]; support: Support };

/** The evidence of a change of this store, in its order; null when the change is not there. */
export async function getChangeEvidence(scope: Scope, storeId: string, changeId: string): Promise<ChangeEvidence | null> {
  requireStore(scope, storeId);
  const workspaceId = scope.workspaceId;
  const change = await db.change.findFirst({
    where: { workspaceId, id: changeId, proposal: { storeId } },
    select: { support: true, evidence: { orderBy: { position: "asc" } } },
  });
  if (!change) return null;
  const rows = await db.transcript.findMany({
    where: { workspaceId, id: { in: change.evidence.map((e) => e.transcriptId).filter((t): t is string => t !== null) } },
    select: { id: true, title: true, externalId: true, outcome: true },
  });
  const sessions: Sessions = new Map(rows.map((t) => [t.id, { title: t.title ?? t.externalId, outcome: t.outcome as OutcomeResult }]));
  return { evidence: change.evidence.map((e) => evidenceView(e, sessions)), support: change.support as Support };
}

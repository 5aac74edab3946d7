import type { Tx } from "@/lib/db/client";
import type { Evidence, Support } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import { computeSupport } from "@/lib/domain/support";
import type { OutcomeResult } from "@/lib/domain/transcript";
import { insertEvidence } from "@/lib/services/create-proposal";

export type Joined = { changeId: string; evidence: readonly Evidence[] };

/**
 * Adds the evidence of drafts that say what an open change already says to that change, in the caller's transaction. Its decisions stand, its support grows. Quotes that
 * the change already has are not doubled. Answers how many were added to each change.
 */
export async function joinEvidence(
  tx: Tx,
  workspaceId: string,
  joined: readonly Joined[],
): Promise<{ change_id: string; evidence: number }[]> {
  const added: { change_id: string; evidence: number }[] = [];
  for (const { changeId, evidence } of joined) {
    const known = await tx.evidenceRow.findMany({ where: { workspaceId, changeId } });
    const have = new Set(known.map((e) => placeOf(e.transcriptId ?? `${e.path} ${e.version}`, e.eventSeq, e.start, e.end)));
    const fresh = evidence.filter((e) => {
      const place =
        e.source === "transcript"
          ? placeOf(e.transcriptId, e.eventSeq, e.start, e.end)
          : placeOf(`${e.path} ${e.version}`, null, e.start, e.end);
      return !have.has(place) && have.add(place);
    });
    await insertEvidence(
      tx,
      workspaceId,
      fresh.map((e, i) => ({ changeId, position: known.length + i, evidence: e })),
    );
    if (fresh.length > 0) await growSupport(tx, workspaceId, changeId);
    added.push({ change_id: changeId, evidence: fresh.length });
  }
  return added;
}

/**
 * Counts the sessions behind a change anew. Which of them are about the same thing was known to their own dreams alone, so a session that came later
 * counts as a case of its own. What rested on one session only no longer says so once there are two.
 */
async function growSupport(tx: Tx, workspaceId: string, changeId: string): Promise<void> {
  const change = await tx.change.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: changeId } },
    include: { evidence: { where: { source: "transcript" } } },
  });
  const transcripts = await tx.transcript.findMany({
    where: { workspaceId, id: { in: change.evidence.map((e) => e.transcriptId ?? "") } },
  });
  const before = change.support as Support;
  const now = computeSupport(
    change.evidence.map((e) => ({ source: "transcript" as const, transcriptId: e.transcriptId ?? "", grounded: e.grounded })),
    transcripts.map((t) => ({
      transcriptId: t.id,
      parentTranscriptId: t.parentId,
      user: t.user,
      task: t.task,
      outcome: { result: t.outcome as OutcomeResult, score: t.outcomeScore, note: t.outcomeNote },
    })),
  );
  const support = { ...now, cases: Math.min(now.sessions, before.cases + Math.max(0, now.sessions - before.sessions)) };
  const findings = (change.findings as Finding[]).filter((f) => f.check !== "single-session" || support.sessions < 2);
  await tx.change.update({ where: { workspaceId_id: { workspaceId, id: changeId } }, data: { support, findings } });
}

/** The same words of a session in a later revision of it are the same quote. */
const placeOf = (where: string, seq: number | null, start: number, end: number) => `${where} ${seq} ${start} ${end}`;

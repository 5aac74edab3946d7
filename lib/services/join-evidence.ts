import type { Tx } from "@/lib/db/client";
import type { Evidence } from "@/lib/domain/evidence";
import { insertEvidence } from "@/lib/services/create-proposal";

export type Joined = { changeId: string; evidence: readonly Evidence[] };

/**
 * Adds the evidence of drafts that say what an open change already says to that change, in the caller's transaction. Its decisions stand. Quotes that
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
    added.push({ change_id: changeId, evidence: fresh.length });
  }
  return added;
}

/** The same words of a session in a later revision of it are the same quote. */
const placeOf = (where: string, seq: number | null, start: number, end: number) => `${where} ${seq} ${start} ${end}`;

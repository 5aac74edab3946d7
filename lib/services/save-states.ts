import type { Tx } from "@/lib/db/client";
import type { ChangeState } from "@/lib/domain/proposal";
import { type LoadedProposal, loadProposal, shownStates } from "@/lib/queries/proposal-rows";

/** Writes the states that the decisions and the head give, where they differ from what is stored: lists and counts read them. */
export async function saveStates(tx: Tx, loaded: LoadedProposal): Promise<void> {
  await storeStates(tx, loaded, await shownStates(tx, loaded));
}

/** Writes these states, with the text that the decisions give, where they differ from what is stored. */
export async function storeStates(tx: Tx, loaded: LoadedProposal, states: ReadonlyMap<string, ChangeState>): Promise<void> {
  const { workspaceId, changes } = loaded.row;
  const rows = changes.flatMap((row) => {
    const state = states.get(row.id) ?? row.state;
    const text = loaded.states.get(row.id)?.text ?? null;
    return row.state === state && row.decidedText === text ? [] : [{ id: row.id, state, text }];
  });
  if (rows.length === 0) return;
  await tx.$executeRaw`
    update change c set state = r.state, decided_text = r.text
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, state text, text text)
    where c.workspace_id = ${workspaceId} and c.id = r.id`;
}

/** The same for the open proposals whose changes overlap with this one's: accepting one makes the other a conflict, clearing it frees it again. */
export async function saveRivals(tx: Tx, loaded: LoadedProposal): Promise<void> {
  const { workspaceId, id, changes } = loaded.row;
  const overlaps = changes.flatMap((c) => c.overlaps);
  if (overlaps.length === 0) return;
  const rivals = await tx.change.findMany({
    where: { workspaceId, id: { in: overlaps }, proposal: { status: "open" }, NOT: { proposalId: id } },
    select: { proposalId: true },
    distinct: ["proposalId"],
    orderBy: { proposalId: "asc" },
  });
  await saveStatesOf(
    tx,
    workspaceId,
    rivals.map((r) => r.proposalId),
  );
}

/** The same for all open proposals of a store: a policy that asks for more approvals holds for what waits. */
export async function saveStatesOfStore(tx: Tx, workspaceId: string, storeId: string): Promise<void> {
  const open = await tx.proposal.findMany({
    where: { workspaceId, storeId, status: "open" },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  await saveStatesOf(
    tx,
    workspaceId,
    open.map((p) => p.id),
  );
}

async function saveStatesOf(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const loaded = await loadProposal(tx, workspaceId, id);
    if (loaded) await saveStates(tx, loaded);
  }
}

import type { Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { contentHash, contentProblem, INDEX_PATH } from "@/lib/domain/memory";
import {
  assertState,
  countPlan,
  deriveIndex,
  hashState,
  type LiveRevision,
  memoryTitle,
  nextState,
  type RevisionFields,
  TITLE_WITHIN,
  type VersionCause,
  type VersionCounts,
  type VersionPlan,
} from "@/lib/domain/version";
import { liveRevisions } from "@/lib/queries/revisions";
import { emitAudit } from "@/lib/services/emit-audit";
import { supersedeOvertaken } from "@/lib/services/supersede-overtaken";

/** What a plan writes: the step, and the texts of what it begins by hash (those that may not be stored yet). */
export type PlannedVersion = VersionPlan & { texts: ReadonlyMap<string, string> };

export type MadeVersion = { number: number; hash: string; counts: VersionCounts };

export const STORE_ARCHIVED =
  "This memory store is archived: it can be read, but nothing changes it. An admin can take it out of the archive.";

/**
 * Locks the store's row until the transaction ends and answers its head: from here on nobody else moves it, or archives it. Throws `not_found`, and
 * `conflict` for an archived store.
 */
export async function lockStore(tx: Tx, workspaceId: string, storeId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ head: number; archived: boolean }[]>`
    select head, archived_at is not null as archived from store where workspace_id = ${workspaceId} and id = ${storeId} for update`;
  if (!row) throw new AppError("not_found", "There is no such memory store.");
  if (row.archived) throw new AppError("conflict", STORE_ARCHIVED);
  return row.head;
}

/**
 * Makes the next version of a store: the one place through which anything reaches the head (rule 2). Runs in the caller's transaction, takes the
 * store's lock, checks the limits, writes the derived index, ends and begins revisions, moves the head, writes the audit row, and
 * tells the store's open proposals what the move has overtaken.
 * `plan` sees the head under the lock; a plan that changes nothing makes no version (null).
 */
export async function makeVersion(
  tx: Tx,
  ctx: Context,
  input: {
    storeId: string;
    cause: VersionCause;
    message?: string;
    proposalId?: string;
    toVersion?: number;
    author?: Actor;
    plan: (live: LiveRevision[], head: number) => PlannedVersion | Promise<PlannedVersion>;
  },
): Promise<MadeVersion | null> {
  const workspaceId = ctx.scope.workspaceId;
  const head = await lockStore(tx, workspaceId, input.storeId);
  const live = await liveRevisions(tx, workspaceId, input.storeId);
  const plan = await input.plan(live, head);
  if (plan.end.length === 0 && plan.begin.length === 0) return null;

  const texts = new Map(plan.texts);
  const withIndex = await planIndex(tx, workspaceId, live, plan, texts);
  // A plan that was about the derived index alone is none.
  if (withIndex.end.length === 0 && withIndex.begin.length === 0) return null;
  const state = nextState(live, withIndex);
  assertState(state);

  const number = head + 1;
  const hash = hashState(state);
  const counts = countPlan(live, withIndex);
  await saveTexts(tx, workspaceId, withIndex.begin, texts);
  await tx.memoryRevision.updateMany({
    where: { workspaceId, storeId: input.storeId, id: { in: withIndex.end }, untilVersion: null },
    data: { untilVersion: number },
  });
  await tx.memoryRevision.createMany({
    data: withIndex.begin.map((r) => ({
      ...r,
      evidenceAt: r.evidenceAt ? new Date(r.evidenceAt) : null,
      workspaceId,
      storeId: input.storeId,
      id: newId("memoryRevision"),
      fromVersion: number,
    })),
  });
  await tx.version.create({
    data: {
      workspaceId,
      storeId: input.storeId,
      number,
      parent: head,
      cause: input.cause,
      author: input.author ?? ctx.actor,
      message: input.message ?? "",
      hash,
      proposalId: input.proposalId ?? null,
      toVersion: input.toVersion ?? null,
      ...counts,
    },
  });
  await tx.store.update({ where: { workspaceId_id: { workspaceId, id: input.storeId } }, data: { head: number } });
  await emitAudit(tx, ctx, {
    action: "version.create",
    entity: "store",
    entityId: input.storeId,
    metadata: { version: number, cause: input.cause, hash, ...counts, proposal_id: input.proposalId, to_version: input.toVersion },
  });
  await supersedeOvertaken(tx, ctx, input.storeId, input.proposalId);
  return { number, hash, counts };
}

/** Adds the derived index to a plan. A store that brought its own index keeps it: then nothing is derived. */
async function planIndex(
  tx: Tx,
  workspaceId: string,
  live: LiveRevision[],
  plan: VersionPlan,
  texts: Map<string, string>,
): Promise<VersionPlan> {
  const state = nextState(live, plan);
  if (state.some((r) => r.path === INDEX_PATH && !r.derived)) return plan;
  const memories = state.filter((r) => r.path !== INDEX_PATH);
  const unknown = memories.filter((r) => !texts.has(r.sha256)).map((r) => r.sha256);
  const starts = new Map([...texts].map(([sha, text]) => [sha, memoryTitle(text)]));
  if (unknown.length > 0) {
    const rows = await tx.$queryRaw<{ sha256: string; start: string }[]>`
      select sha256, left(content, ${TITLE_WITHIN}::int) as start from blob where workspace_id = ${workspaceId} and sha256 = any(${unknown})`;
    for (const row of rows) starts.set(row.sha256, memoryTitle(row.start));
  }
  const index = deriveIndex(memories.map((m) => ({ path: m.path, title: starts.get(m.sha256) ?? "" })));
  const current = live.find((r) => r.path === INDEX_PATH);
  const begin = plan.begin.filter((r) => r.path !== INDEX_PATH);
  const end = plan.end.filter((id) => id !== current?.id);
  const sha256 = index === null ? null : contentHash(index);
  if (current?.derived && current.sha256 === sha256) return { end, begin };
  if (current) end.push(current.id);
  if (index !== null && sha256 !== null) {
    texts.set(sha256, index);
    begin.push({
      memoryId: current?.memoryId ?? newId("memory"),
      path: INDEX_PATH,
      kind: "index",
      sha256,
      originRevisionId: null,
      changeId: null,
      key: null,
      trust: "agent",
      evidenceAt: null,
      byPerson: false,
      derived: true,
    });
  }
  return { end, begin };
}

/** Stores the texts that are not stored yet. Throws `invalid_request` for a text that cannot be a memory. */
async function saveTexts(tx: Tx, workspaceId: string, begin: readonly RevisionFields[], texts: ReadonlyMap<string, string>): Promise<void> {
  const rows = [];
  for (const sha256 of new Set(begin.map((r) => r.sha256))) {
    const content = texts.get(sha256);
    if (content === undefined) continue;
    const problem = contentProblem(content);
    if (problem) throw new AppError("invalid_request", `A memory cannot be saved: ${problem}.`);
    rows.push({ workspaceId, sha256, content, bytes: Buffer.byteLength(content) });
  }
  await tx.blob.createMany({ data: rows, skipDuplicates: true });
}

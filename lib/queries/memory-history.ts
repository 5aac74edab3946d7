import { db } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import type { Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { MemoryKind } from "@/lib/domain/memory";
import { isProtectedPath, policySchema } from "@/lib/domain/policy";
import type { MemoryRevision, MemoryWithHistory, VersionCause } from "@/lib/domain/views";
import { storeHead, textsByHash } from "@/lib/queries/memory";

const HISTORY = 200;

type Asked = {
  /** An earlier version that is read instead of the head. */
  version?: number | undefined;
  /** Texts that began before this version. */
  historyBefore?: number | undefined;
  /** How many texts at most. */
  history?: number;
};

/**
 * A memory of the head, or of `version`, with the texts it had, newest first, over renames and rollbacks. Throws `not_found`, without `version` also
 * for a path that only stood in an earlier one.
 */
export async function getMemory(scope: Scope, storeId: string, path: string, asked: Asked = {}): Promise<MemoryWithHistory> {
  return (await readMemory(scope, storeId, path, asked)).memory;
}

/** As `getMemory`; `standing` is the text that is read, wherever in its history it stands. */
export async function readMemory(
  scope: Scope,
  storeId: string,
  path: string,
  { version, historyBefore, history: most = HISTORY }: Asked,
): Promise<{ memory: MemoryWithHistory; standing: MemoryRevision }> {
  await storeHead(scope, storeId, version);
  const workspaceId = scope.workspaceId;
  const standing =
    version === undefined
      ? { untilVersion: null }
      : { fromVersion: { lte: version }, OR: [{ untilVersion: null }, { untilVersion: { gt: version } }] };
  const live = await db.memoryRevision.findFirst({ where: { workspaceId, storeId, path, ...standing } });
  if (!live) {
    const where = version === undefined ? "in this store" : `in version ${version} of this store`;
    throw new AppError("not_found", `There is no memory ${path.slice(0, 200)} ${where}.`);
  }
  const [found, pin, store] = await Promise.all([
    db.memoryRevision.findMany({
      where: { workspaceId, storeId, memoryId: live.memoryId, ...(historyBefore ? { fromVersion: { lt: historyBefore } } : {}) },
      orderBy: { fromVersion: "desc" },
      take: most + 1,
    }),
    db.memoryPin.findUnique({ where: { workspaceId_storeId_memoryId: { workspaceId, storeId, memoryId: live.memoryId } } }),
    db.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: storeId } }, select: { policy: true } }),
  ]);
  const rows = found.slice(0, most);
  const all = [live, ...rows];
  const [texts, versions, changes] = await Promise.all([
    textsByHash(
      workspaceId,
      all.map((r) => r.sha256),
    ),
    db.version.findMany({ where: { workspaceId, storeId, number: { in: all.map((r) => r.fromVersion) } } }),
    db.change.findMany({
      where: { workspaceId, id: { in: all.map((r) => r.changeId).filter((c): c is string => c !== null) } },
      select: { id: true, reason: true },
    }),
  ]);
  const view = (r: typeof live): MemoryRevision => {
    const version = versions.find((v) => v.number === r.fromVersion);
    const change = changes.find((c) => c.id === r.changeId);
    return {
      path: r.path,
      kind: r.kind as MemoryKind,
      content: texts.get(r.sha256) ?? "",
      sha256: r.sha256,
      from_version: r.fromVersion,
      until_version: r.untilVersion,
      cause: (version?.cause ?? "edit") as VersionCause,
      author: (version?.author as Actor | undefined)?.name ?? "",
      at: r.createdAt.toISOString(),
      ...(version?.proposalId ? { proposal_id: version.proposalId } : {}),
      ...(change ? { change_id: change.id, reason: change.reason } : {}),
    };
  };
  const memory = {
    path: live.path,
    kind: live.kind as MemoryKind,
    content: texts.get(live.sha256) ?? "",
    sha256: live.sha256,
    since_version: live.fromVersion,
    updated_at: live.createdAt.toISOString(),
    pinned: pin !== null,
    protected: pin !== null || live.byPerson || isProtectedPath(policySchema.parse(store.policy), path),
    history: rows.map(view),
    history_next: found.length > most ? (rows.at(-1)?.fromVersion ?? null) : null,
  };
  return { memory, standing: view(live) };
}

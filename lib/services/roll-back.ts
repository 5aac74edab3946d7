import { db } from "@/lib/db/client";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { INDEX_PATH } from "@/lib/domain/memory";
import { planRollback } from "@/lib/domain/version";
import type { RollbackChange, RollbackPreview } from "@/lib/domain/views";
import { textsByHash } from "@/lib/queries/memory";
import { liveRevisions, revisionsAt } from "@/lib/queries/revisions";
import type { RollbackInput } from "@/lib/schemas/memory";
import { type MadeVersion, makeVersion } from "@/lib/services/make-version";

type Asked = Omit<RollbackInput, "preview">;

/** Throws `not_found` for a version that is not there and `conflict` when the head is not the one the caller saw. */
function check(head: number, input: Asked): void {
  if (input.to_version > head) throw new AppError("not_found", `There is no version ${input.to_version}; the head is version ${head}.`);
  if (input.expected_head !== undefined && input.expected_head !== head) {
    throw new AppError("conflict", `The head moved: it is version ${head}, not ${input.expected_head}. Nothing was rolled back.`, {
      expected_head: input.expected_head,
      head_version: head,
    });
  }
}

/** Brings back the content of an earlier version as a new one, whole or for some paths. Null when it already reads so. Throws `forbidden`, `not_found`, `conflict`. */
export async function rollBack(ctx: Context, storeId: string, input: Asked): Promise<MadeVersion | null> {
  requirePermission(ctx, "memory.rollback");
  requireStore(ctx.scope, storeId);
  const workspaceId = ctx.scope.workspaceId;
  return db.$transaction((tx) =>
    makeVersion(tx, ctx, {
      storeId,
      cause: "rollback",
      message: input.reason,
      toVersion: input.to_version,
      plan: async (live, head) => {
        check(head, input);
        const target = await revisionsAt(tx, workspaceId, storeId, input.to_version);
        return { ...planRollback(live, target, input.paths), texts: new Map() };
      },
    }),
  );
}

/** What a rollback would change, without changing it. Throws as `rollBack`. */
export async function previewRollback(ctx: Context, storeId: string, input: Asked): Promise<RollbackPreview> {
  requirePermission(ctx, "memory.read");
  requireStore(ctx.scope, storeId);
  const workspaceId = ctx.scope.workspaceId;
  const store = await db.store.findUnique({ where: { workspaceId_id: { workspaceId, id: storeId } } });
  if (!store) throw new AppError("not_found", "There is no such memory store.");
  check(store.head, input);
  const live = await liveRevisions(db, workspaceId, storeId);
  const plan = planRollback(live, await revisionsAt(db, workspaceId, storeId, input.to_version), input.paths);
  const ended = live.filter((r) => plan.end.includes(r.id) && r.path !== INDEX_PATH);
  const begun = plan.begin.filter((r) => r.path !== INDEX_PATH);
  const texts = await textsByHash(
    workspaceId,
    [...ended, ...begun].map((r) => r.sha256),
  );
  const text = (sha: string | undefined) => (sha === undefined ? null : (texts.get(sha) ?? null));
  const changes: RollbackChange[] = begun.map((next) => {
    const old = ended.find((r) => r.memoryId === next.memoryId) ?? ended.find((r) => r.path === next.path);
    const renamed = old !== undefined && old.path !== next.path;
    return {
      op: !old ? "create" : renamed ? "rename" : "update",
      path: old?.path ?? next.path,
      ...(renamed ? { new_path: next.path } : {}),
      kind: next.kind,
      before: text(old?.sha256),
      after: text(next.sha256),
    };
  });
  const restored = new Set(begun.flatMap((r) => [r.memoryId, r.path]));
  for (const old of ended) {
    if (restored.has(old.memoryId) || restored.has(old.path)) continue;
    changes.push({ op: "delete", path: old.path, kind: old.kind, before: text(old.sha256), after: null });
  }
  return { to_version: input.to_version, head_version: store.head, changes };
}

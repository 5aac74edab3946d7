import { db, type Tx } from "@/lib/db/client";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { assertMemory, contentHash, INDEX_PATH, kindOfPath } from "@/lib/domain/memory";
import type { LiveRevision, RevisionFields } from "@/lib/domain/version";
import { textProblem } from "@/lib/dreaming/edited-text";
import type { PutMemoryInput } from "@/lib/schemas/memory";
import { emitAudit } from "@/lib/services/emit-audit";
import { lockStore, type MadeVersion, makeVersion } from "@/lib/services/make-version";
import { rememberRemoval } from "@/lib/services/remember-rejection";
import { saveStatesOfStore } from "@/lib/services/save-states";

const refuseIndex = (path: string, live: readonly LiveRevision[]) => {
  const index = live.find((r) => r.path === INDEX_PATH);
  if (path === INDEX_PATH && (!index || index.derived)) {
    throw new AppError("unprocessable", `${INDEX_PATH} is written by Reveille from the other memories. Edit those.`);
  }
};

/** Throws `conflict` with what stands there now when the caller saw another text. */
function expectSha(live: LiveRevision | undefined, path: string, expected: string | undefined): void {
  if (expected === undefined || live?.sha256 === expected) return;
  throw new AppError(
    "conflict",
    live ? `${path} has changed since you read it. Nothing was saved.` : `${path} is no longer there. Nothing was saved.`,
    { path, expected_sha256: expected, sha256: live?.sha256 ?? null },
  );
}

/**
 * A person writes a memory: a new version with cause `edit`, or none when the text is already so. Pinning alone makes none; it is audited.
 * Throws `forbidden`, `not_found`, `conflict`, `invalid_request`, `unprocessable`.
 */
export async function putMemory(ctx: Context, storeId: string, input: PutMemoryInput): Promise<MadeVersion | null> {
  requirePermission(ctx, "memory.write");
  requireStore(ctx.scope, storeId);
  if (input.pin !== undefined) requirePermission(ctx, "memory.pin");
  if (input.content !== undefined) {
    assertMemory(input.path, input.content);
    const problem = await textProblem(input.content);
    if (problem) throw new AppError("unprocessable", problem, [{ path: "content", message: problem }]);
  }
  return db.$transaction(async (tx) => {
    const made = input.content === undefined ? null : await write(tx, ctx, storeId, input, input.content);
    if (input.pin !== undefined) await pin(tx, ctx, storeId, input.path, input.pin, input.expected_sha256);
    return made;
  });
}

function write(tx: Tx, ctx: Context, storeId: string, input: PutMemoryInput, content: string): Promise<MadeVersion | null> {
  const sha256 = contentHash(content);
  return makeVersion(tx, ctx, {
    storeId,
    cause: "edit",
    plan: (live) => {
      refuseIndex(input.path, live);
      const current = live.find((r) => r.path === input.path);
      expectSha(current, input.path, input.expected_sha256);
      const kind = input.kind ?? current?.kind ?? kindOfPath(input.path);
      if (current && current.sha256 === sha256 && current.kind === kind) return { end: [], begin: [], texts: new Map() };
      const next: RevisionFields = {
        memoryId: current?.memoryId ?? newId("memory"),
        path: input.path,
        kind,
        sha256,
        originRevisionId: null,
        changeId: null,
        key: current?.key ?? null,
        trust: "operator",
        evidenceAt: new Date().toISOString(),
        byPerson: true,
        derived: false,
      };
      return { end: current ? [current.id] : [], begin: [next], texts: new Map([[sha256, content]]) };
    },
  });
}

async function pin(tx: Tx, ctx: Context, storeId: string, path: string, on: boolean, expected: string | undefined): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  await lockStore(tx, workspaceId, storeId);
  const revision = await tx.memoryRevision.findFirst({ where: { workspaceId, storeId, path, untilVersion: null } });
  if (!revision || revision.derived) throw new AppError("not_found", `There is no memory ${path} in this store.`);
  if (expected !== undefined && revision.sha256 !== expected) expectSha(revision as unknown as LiveRevision, path, expected);
  const key = { workspaceId, storeId, memoryId: revision.memoryId };
  if (on) {
    await tx.memoryPin.upsert({ where: { workspaceId_storeId_memoryId: key }, create: { ...key, pinnedBy: ctx.actor.name }, update: {} });
  } else await tx.memoryPin.deleteMany({ where: key });
  // What a policy had accepted about it waits for a person now.
  await saveStatesOfStore(tx, workspaceId, storeId);
  await emitAudit(tx, ctx, {
    action: on ? "memory.pin" : "memory.unpin",
    entity: "store",
    entityId: storeId,
    metadata: { memory_id: revision.memoryId },
  });
}

/** A person removes a memory: a new version, and the removal is remembered (rule 7). Throws as `putMemory`. */
export async function deleteMemory(
  ctx: Context,
  storeId: string,
  input: { path: string; expected_sha256?: string },
): Promise<MadeVersion | null> {
  requirePermission(ctx, "memory.write");
  requireStore(ctx.scope, storeId);
  return db.$transaction((tx) =>
    makeVersion(tx, ctx, {
      storeId,
      cause: "edit",
      plan: async (live) => {
        const current = live.find((r) => r.path === input.path);
        if (!current) throw new AppError("not_found", `There is no memory ${input.path} in this store.`);
        refuseIndex(input.path, live);
        expectSha(current, input.path, input.expected_sha256);
        await rememberRemoval(tx, ctx, storeId, current);
        return { end: [current.id], begin: [], texts: new Map() };
      },
    }),
  );
}

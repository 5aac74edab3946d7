"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import { AppError } from "@/lib/domain/errors";
import type { RollbackPreview, Version } from "@/lib/domain/views";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { readDifference } from "@/lib/services/read-difference";
import { previewRollback, rollBack } from "@/lib/services/roll-back";

const place = z.object({ storeId: z.string().max(200), path: z.string().max(2_000) });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A person's words for a memory: `({storeId, path}, {content, expectedSha256?})`. Answers the version that it made, null when nothing changed. */
export async function saveMemoryAction(at: unknown, input: unknown): Promise<ActionResult<{ version: number | null }>> {
  const schema = z.object({ at: place, input: z.object({ content: z.string(), expectedSha256: sha256.optional() }) });
  return act("memory.save", schema, { at, input }, async (ctx, v) => {
    const { content, expectedSha256 } = v.input;
    const made = await putMemory(ctx, v.at.storeId, {
      path: v.at.path,
      content,
      ...(expectedSha256 ? { expected_sha256: expectedSha256 } : {}),
    });
    revalidatePath("/", "layout");
    return { version: made?.number ?? null };
  });
}

/** Removes a memory: `({storeId, path}, {expectedSha256})`. */
export async function removeMemoryAction(at: unknown, input: unknown): Promise<ActionResult<{ version: number | null }>> {
  const schema = z.object({ at: place, input: z.object({ expectedSha256: sha256 }) });
  return act("memory.remove", schema, { at, input }, async (ctx, v) => {
    const made = await deleteMemory(ctx, v.at.storeId, { path: v.at.path, expected_sha256: v.input.expectedSha256 });
    return { version: made?.number ?? null };
  });
}

/** Pins a memory, so that a dream changes it only through an explicit decision, or unpins it. */
export async function pinMemoryAction(at: unknown, pinned: unknown): Promise<ActionResult> {
  return act("memory.pin", z.object({ at: place, pinned: z.boolean() }), { at, pinned }, async (ctx, v) => {
    await putMemory(ctx, v.at.storeId, { path: v.at.path, pin: v.pinned });
    revalidatePath("/", "layout");
    return undefined;
  });
}

const version = z.number().int().min(1).max(2_147_483_647);

/** Both texts of a memory in which two versions of a store differ. */
export async function readDifferenceAction(input: unknown): Promise<ActionResult<{ before: string | null; after: string | null }>> {
  return act("memory.difference", place.extend({ from: version, to: version }), input, readDifference);
}

/** Only these memories; left out: the whole store. */
const only = z.array(z.string().max(2_000)).min(1).max(2_000).optional();

/** What a rollback of the store, or of some of its paths, would change, without changing it. */
export async function previewRollbackAction(storeId: unknown, toVersion: unknown, paths?: unknown): Promise<ActionResult<RollbackPreview>> {
  const schema = z.object({ storeId: z.string().max(200), toVersion: version, paths: only });
  return act("rollback.preview", schema, { storeId, toVersion, paths }, (ctx, v) =>
    previewRollback(ctx, v.storeId, { to_version: v.toVersion, reason: "", ...(v.paths ? { paths: v.paths } : {}) }),
  );
}

/** Rolls the store, or some of its paths, back: `(storeId, {toVersion, reason, expectedHead, paths?})`. A head that moved since the preview is refused as `conflict`. */
export async function rollBackAction(storeId: unknown, input: unknown): Promise<ActionResult<Version>> {
  const schema = z.object({
    storeId: z.string().max(200),
    input: z.object({ toVersion: version, reason: z.string().trim().min(1).max(2_000), expectedHead: version, paths: only }),
  });
  return act("rollback", schema, { storeId, input }, async (ctx, v) => {
    const { toVersion, reason, expectedHead, paths } = v.input;
    const made = await rollBack(ctx, v.storeId, {
      to_version: toVersion,
      reason,
      expected_head: expectedHead,
      ...(paths ? { paths } : {}),
    });
    if (!made) throw new AppError("conflict", `The head already says ${paths ? "this as" : "the same as"} version ${toVersion}.`);
    revalidatePath("/", "layout");
    return {
      number: made.number,
      parent: expectedHead,
      cause: "rollback",
      author: ctx.actor.name,
      message: reason,
      hash: made.hash,
      created_at: new Date().toISOString(),
      to_version: toVersion,
      counts: made.counts,
    };
  });
}

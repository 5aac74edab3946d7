"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import { paths } from "@/lib/paths";
import { idOf } from "@/lib/schemas/common";
import { createKeyInput, rotateKeyInput } from "@/lib/schemas/key";
import { createKey } from "@/lib/services/create-key";
import { revokeKey } from "@/lib/services/revoke-key";
import { rotateKey } from "@/lib/services/rotate-key";

/** A key, `{name, scopes, agentId?, expiresInDays?}`; `key` is to be shown once. */
export async function createKeyAction(input: unknown): Promise<ActionResult<{ id: string; key: string }>> {
  return act("key.create", createKeyInput, input, async (ctx, checked) => {
    const made = await createKey(ctx, checked);
    revalidatePath(paths.keys());
    return made;
  });
}

/** `{keyId, graceHours}`; `key` is to be shown once, `old_until` is until when the secret before works. */
export async function rotateKeyAction(input: unknown): Promise<ActionResult<{ key: string; old_until: string }>> {
  return act("key.rotate", rotateKeyInput, input, async (ctx, checked) => {
    const made = await rotateKey(ctx, checked);
    revalidatePath(paths.keys());
    return { key: made.key, old_until: made.oldUntil.toISOString() };
  });
}

/** `{keyId}`. */
export async function revokeKeyAction(input: unknown): Promise<ActionResult> {
  return act("key.revoke", z.object({ keyId: idOf("key") }), input, async (ctx, checked) => {
    await revokeKey(ctx, checked);
    revalidatePath(paths.keys());
    return undefined;
  });
}

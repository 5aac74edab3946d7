"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import { paths } from "@/lib/paths";
import { type CreateStoreInput, createStoreSchema, updateStoreSchema } from "@/lib/schemas/store";
import { createStore } from "@/lib/services/create-store";
import { updateStore } from "@/lib/services/update-store";

/** Makes a memory store, `{name, description?, agents?}`. Answers its id. */
export async function createStoreAction(input: unknown): Promise<ActionResult<{ id: string }>> {
  return act("store.create", createStoreSchema as z.ZodType<CreateStoreInput>, input, async (ctx, checked) => {
    const id = await createStore(ctx, checked);
    revalidatePath(paths.stores());
    return { id };
  });
}

/** Changes a store: fields that are given are replaced, a policy is merged key by key, `agents` becomes the whole list. */
export async function updateStoreAction(storeId: unknown, input: unknown): Promise<ActionResult> {
  const schema = z.object({ storeId: z.string().max(200), input: updateStoreSchema });
  return act("store.update", schema, { storeId, input }, async (ctx, checked) => {
    await updateStore(ctx, checked.storeId, checked.input);
    revalidatePath("/", "layout");
    return undefined;
  });
}

import type { Context } from "@/lib/domain/context";

export type Refusal = { method: string; path: string; reason: string };
export type RefusalRecorder = (ctx: Context, refusal: Refusal) => Promise<void>;

// The edge does not write; who does is handed in once per process at its start (instrumentation-node.ts).
const held = globalThis as unknown as { reveilleRefusalRecorder?: RefusalRecorder };

export function setRefusalRecorder(recorder: RefusalRecorder): void {
  held.reveilleRefusalRecorder = recorder;
}

/** Writes a refusal of a known caller into the audit chain. */
export async function recordRefusal(ctx: Context, refusal: Refusal): Promise<void> {
  await held.reveilleRefusalRecorder?.(ctx, refusal);
}

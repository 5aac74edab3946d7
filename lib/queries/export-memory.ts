import { zipSync } from "fflate";
import type { Scope } from "@/lib/domain/context";
import { getStoreMemory } from "@/lib/queries/memory";

/** A version's memories as a zip of Markdown files, the index among them; the same version gives the same bytes. */
export async function exportMemory(scope: Scope, storeId: string, version?: number): Promise<{ version: number; zip: Uint8Array }> {
  const memory = await getStoreMemory(scope, storeId, version);
  const mtime = new Date("2026-01-01T00:00:00Z");
  const files = Object.fromEntries(memory.memories.map((m) => [m.path.slice(1), new TextEncoder().encode(m.content)] as const));
  return { version: memory.version, zip: zipSync(files, { mtime, level: 6 }) };
}

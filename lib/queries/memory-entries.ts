import { db } from "@/lib/db/client";
import type { Scope } from "@/lib/domain/context";
import type { MemoryEntry } from "@/lib/domain/views";
import { getStoreMemory } from "@/lib/queries/memory";

const EXCERPT_CHARS = 160;

/** The memories of a version, the head without one, as lists show them: their first words instead of their text. Throws `not_found`. */
export async function listMemoryEntries(scope: Scope, storeId: string, version?: number): Promise<MemoryEntry[]> {
  const [memory, pinned] = await Promise.all([
    getStoreMemory(scope, storeId, version),
    db.$queryRaw<{ path: string }[]>`
      select r.path from memory_pin p
      join memory_revision r on r.workspace_id = p.workspace_id and r.store_id = p.store_id and r.memory_id = p.memory_id and r.until_version is null
      where p.workspace_id = ${scope.workspaceId} and p.store_id = ${storeId}`,
  ]);
  const pins = new Set(version === undefined ? pinned.map((p) => p.path) : []);
  return memory.memories.map(({ content, ...entry }) => ({ ...entry, excerpt: excerptOf(content), pinned: pins.has(entry.path) }));
}

/** The first words of a Markdown text on one line, without the marks of headings and lists; its headings only where it has nothing else. */
export function excerptOf(content: string): string {
  const start = content.slice(0, 2_000);
  const bare = (text: string) =>
    text
      .replace(/^\s*(#{1,6}|[-*>])\s+/gm, "")
      .replace(/\s+/g, " ")
      .trim();
  const text = bare(start.replace(/^\s*#{1,6}\s.*$/gm, "")) || bare(start);
  return text.length > EXCERPT_CHARS ? `${text.slice(0, EXCERPT_CHARS - 1).trimEnd()}…` : text;
}

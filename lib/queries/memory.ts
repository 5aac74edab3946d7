import { db } from "@/lib/db/client";
import { requireAgent, requireStore, type Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { MemoryKind } from "@/lib/domain/memory";
import { comparePaths, contentHash, INDEX_PATH } from "@/lib/domain/memory";
import type { AgentMemory, Memory, StoreAccess, StoreMemory } from "@/lib/domain/views";

/** Texts by hash; hashes that are not stored are absent. */
export async function textsByHash(workspaceId: string, hashes: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(hashes)];
  if (wanted.length === 0) return new Map();
  const rows = await db.$queryRaw<{ sha256: string; content: string }[]>`
    select sha256, content from blob where workspace_id = ${workspaceId} and sha256 = any(${wanted})`;
  return new Map(rows.map((r) => [r.sha256, r.content]));
}

type Held = { reveilleVersions?: Map<string, { memory: StoreMemory; bytes: number }> };
const held = globalThis as unknown as Held;
const MAX_HELD_BYTES = 64 * 1024 * 1024;

/** A version never changes, so what it reads is kept in memory: the newest few, at most 64 MB of text. */
function remember(key: string, memory: StoreMemory): StoreMemory {
  held.reveilleVersions ??= new Map();
  const cache = held.reveilleVersions;
  const bytes = memory.memories.reduce((n, m) => n + 4 * m.content.length + 1_000, 0);
  cache.set(key, { memory, bytes });
  let total = [...cache.values()].reduce((n, v) => n + v.bytes, 0);
  for (const [k, v] of cache) {
    if (total <= MAX_HELD_BYTES) break;
    cache.delete(k);
    total -= v.bytes;
  }
  return memory;
}

/** Head number, hash and name of a store. Throws `not_found`, also for a store of another workspace. */
export async function storeHead(
  scope: Scope,
  storeId: string,
  version?: number,
): Promise<{ head: number; version: number; hash: string; name: string }> {
  requireStore(scope, storeId);
  const rows = await db.$queryRaw<{ head: number; number: number | null; hash: string | null; name: string }[]>`
    select s.head, s.name, v.number, v.hash from store s
    left join version v on v.workspace_id = s.workspace_id and v.store_id = s.id and v.number = coalesce(${version ?? null}::int, s.head)
    where s.workspace_id = ${scope.workspaceId} and s.id = ${storeId}`;
  const row = rows[0];
  if (!row) throw new AppError("not_found", "There is no such memory store.");
  if (row.number === null || row.hash === null)
    throw new AppError("not_found", `This store has no version ${version}; its head is version ${row.head}.`);
  return { head: row.head, version: row.number, hash: row.hash, name: row.name };
}

/** All memories of a version in order of their paths' bytes, the index among them. Throws `not_found`. */
export async function getStoreMemory(scope: Scope, storeId: string, version?: number): Promise<StoreMemory> {
  const at = await storeHead(scope, storeId, version);
  const key = `${scope.workspaceId} ${storeId} ${at.version}`;
  const known = held.reveilleVersions?.get(key);
  if (known) return known.memory;
  const rows = await db.$queryRaw<
    { path: string; kind: string; content: string; sha256: string; from_version: number; created_at: Date }[]
  >`
    select r.path, r.kind, b.content, r.sha256, r.from_version, r.created_at from memory_revision r
    join blob b on b.workspace_id = r.workspace_id and b.sha256 = r.sha256
    where r.workspace_id = ${scope.workspaceId} and r.store_id = ${storeId}
      and r.from_version <= ${at.version} and (r.until_version is null or r.until_version > ${at.version})`;
  const memories: Memory[] = rows
    .sort((a, b) => comparePaths(a.path, b.path))
    .map((r) => ({
      path: r.path,
      kind: r.kind as MemoryKind,
      content: r.content,
      sha256: r.sha256,
      since_version: r.from_version,
      updated_at: r.created_at.toISOString(),
    }));
  return remember(key, { store_id: storeId, version: at.version, hash: at.hash, memories });
}

/** Hash over the stores that an agent loads, in order: what its ETag is made of. */
export function agentMemoryHash(stores: readonly { store_id: string; version: number; hash: string }[]): string {
  return contentHash(stores.map((s) => `${s.store_id}\0${s.version}\0${s.hash}\n`).join(""));
}

/** The stores that an agent loads, in order, with their heads. Throws `not_found`. */
export async function agentStores(
  scope: Scope,
  agentId: string,
): Promise<{ store_id: string; name: string; access: StoreAccess; version: number; hash: string }[]> {
  requireAgent(scope, agentId);
  const agent = await db.agent.findUnique({ where: { workspaceId_id: { workspaceId: scope.workspaceId, id: agentId } } });
  if (!agent) throw new AppError("not_found", "There is no such agent.");
  return db.$queryRaw`
    select s.id as store_id, s.name, a.access, v.number as version, v.hash from store_agent a
    join store s on s.workspace_id = a.workspace_id and s.id = a.store_id and s.archived_at is null
    join version v on v.workspace_id = s.workspace_id and v.store_id = s.id and v.number = s.head
    where a.workspace_id = ${scope.workspaceId} and a.agent_id = ${agentId} order by a."order", s.id`;
}

/** What an agent loads: its stores (of `agentStores`) with the memories of exactly those versions. Throws `not_found`. */
export async function getAgentMemory(scope: Scope, agentId: string, stores: Awaited<ReturnType<typeof agentStores>>): Promise<AgentMemory> {
  const full = await Promise.all(
    stores.map(async (s) => {
      const memory = await getStoreMemory(scope, s.store_id, s.version);
      return { store_id: s.store_id, name: s.name, access: s.access, version: s.version, hash: s.hash, memories: memory.memories };
    }),
  );
  return { agent_id: agentId, hash: agentMemoryHash(stores), stores: full };
}

/** JSON of a version's memories, made once: the list is the one that `getStoreMemory` keeps, and it never changes. */
const texts = new WeakMap<readonly Memory[], string>();
function listText(memories: readonly Memory[]): string {
  const known = texts.get(memories);
  if (known !== undefined) return known;
  const text = JSON.stringify(memories);
  texts.set(memories, text);
  return text;
}

const withList = (head: object, memories: readonly Memory[]) => `${JSON.stringify(head).slice(0, -1)},"memories":${listText(memories)}}`;

/** A store's memory as JSON text. */
export function storeMemoryText({ memories, ...head }: StoreMemory): string {
  return withList(head, memories);
}

/** What an agent loads as JSON text. */
export function agentMemoryText({ stores, ...head }: AgentMemory): string {
  return `${JSON.stringify(head).slice(0, -1)},"stores":[${stores.map(({ memories, ...s }) => withList(s, memories)).join(",")}]}`;
}

/** Memory as Markdown for a prompt: per store `# <name> (version N)`, per memory `## <path>`, blank line, content, blank line; the index is left out. */
export function memoryMarkdown(stores: readonly { name: string; version: number; memories: readonly Memory[] }[]): string {
  return stores
    .map((s) => {
      const memories = s.memories.filter((m) => m.path !== INDEX_PATH).map((m) => `## ${m.path}\n\n${m.content}\n\n`);
      return `# ${s.name} (version ${s.version})\n\n${memories.join("")}`;
    })
    .join("");
}

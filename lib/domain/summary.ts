import type { ChangeOp } from "@/lib/domain/dream";
import type { MemoryKind } from "@/lib/domain/memory";

const NOUN: Record<MemoryKind, [string, string]> = {
  mistake: ["mistake to avoid", "mistakes to avoid"],
  preference: ["preference", "preferences"],
  fact: ["fact", "facts"],
  workflow: ["workflow", "workflows"],
  insight: ["insight", "insights"],
  index: ["index", "indexes"],
};
const VERB: Record<ChangeOp, string> = {
  create: "learns",
  update: "updates",
  merge: "merges duplicates into",
  rename: "renames",
  delete: "forgets",
};

const list = (parts: string[]) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`);

/** What a proposal would do, in one sentence made from its changes alone (rule 3): "The agent learns 3 mistakes to avoid and updates 1 fact." */
export function summarise(changes: readonly { op: ChangeOp; kind: MemoryKind }[]): string {
  if (changes.length === 0) return "Nothing would change.";
  const parts: string[] = [];
  for (const op of ["create", "update", "merge", "rename", "delete"] as const) {
    const counts = new Map<MemoryKind, number>();
    for (const c of changes) if (c.op === op) counts.set(c.kind, (counts.get(c.kind) ?? 0) + 1);
    if (counts.size === 0) continue;
    // In one order, whatever order the changes come in: a list and a page say the same.
    const kinds = (Object.keys(NOUN) as MemoryKind[]).filter((kind) => counts.has(kind));
    parts.push(`${VERB[op]} ${list(kinds.map((kind) => `${counts.get(kind)} ${NOUN[kind][counts.get(kind) === 1 ? 0 : 1]}`))}`);
  }
  return `The agent ${list(parts)}.`;
}

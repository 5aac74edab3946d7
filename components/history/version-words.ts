import { count, listed } from "@/components/ui/labels";
import type { Version, VersionCause } from "@/lib/domain/views";

export const CAUSE_WORDS: Record<VersionCause, string> = {
  create: "created",
  dream: "dreamed, reviewed, applied",
  edit: "edited by hand",
  rollback: "rolled back",
  undo: "undone",
  import: "imported",
  agent: "written by an agent",
  sync: "synchronised",
  revocation: "revoked",
  redaction: "redacted",
};

/** "3 new, 2 changed, 1 removed". */
export function countsWords(c: Version["counts"]): string {
  const parts = [
    c.created > 0 ? `${c.created} new` : "",
    c.updated > 0 ? `${c.updated} changed` : "",
    c.renamed > 0 ? `${c.renamed} renamed` : "",
    c.removed > 0 ? `${c.removed} removed` : "",
  ].filter(Boolean);
  return parts.join(", ") || "no memory changed";
}

/** "brings back 2 memories, changes 1 and removes 4". */
export function rollbackSentence(changes: readonly { op: string }[]): string {
  const n = (op: string) => changes.filter((c) => c.op === op).length;
  const parts = [
    n("create") > 0 ? `brings back ${count(n("create"), "memory", "memories")}` : "",
    n("update") > 0 ? `changes ${count(n("update"), "memory", "memories")}` : "",
    n("rename") > 0 ? `renames ${count(n("rename"), "memory", "memories")}` : "",
    n("delete") > 0 ? `removes ${count(n("delete"), "memory", "memories")}` : "",
  ].filter(Boolean);
  return listed(parts);
}

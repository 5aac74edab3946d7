import type { Risk } from "@/lib/domain/proposal";
import type { Change } from "@/lib/domain/views";

export type QueueFilter = {
  words: string;
  state: "all" | "waiting";
  risk: Risk | "all";
  kind: Change["kind"] | "all";
  /** Only what was learned from sessions that failed, and none that went well. */
  failuresOnly: boolean;
};

export const NO_FILTER: QueueFilter = { words: "", state: "all", risk: "all", kind: "all", failuresOnly: false };

export const isFiltered = (f: QueueFilter) =>
  f.words.trim() !== "" || f.state !== "all" || f.risk !== "all" || f.kind !== "all" || f.failuresOnly;

export const isWaiting = (c: Pick<Change, "state">) => !["accepted", "edited", "rejected"].includes(c.state);
export const fromFailures = (c: Change) => c.support.failed > 0 && c.support.succeeded === 0;

/** What fits the filter, in the order given. Words are looked for in the path and in both texts. */
export function filtered(changes: readonly Change[], f: QueueFilter): Change[] {
  const words = f.words.toLowerCase().split(/\s+/).filter(Boolean);
  return changes.filter((c) => {
    if (f.state === "waiting" && !isWaiting(c)) return false;
    if (f.risk !== "all" && c.risk !== f.risk) return false;
    if (f.kind !== "all" && c.kind !== f.kind) return false;
    if (f.failuresOnly && !fromFailures(c)) return false;
    if (words.length === 0) return true;
    const text = `${c.path} ${c.before ?? ""} ${c.after ?? ""}`.toLowerCase();
    return words.every((w) => text.includes(w));
  });
}

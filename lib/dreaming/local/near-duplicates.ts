import type { BaseMemory, Considered, DraftChange } from "@/lib/domain/dream";
import type { DraftEvidence } from "@/lib/domain/evidence";
import type { Reconciled } from "@/lib/dreaming/local/candidate";
import { nearPairs } from "@/lib/dreaming/local/facts/near-pairs";
import { spokenIn } from "@/lib/dreaming/local/facts/wording";
import { byText, normalised } from "@/lib/dreaming/local/facts/words";
import { scopeOf } from "@/lib/dreaming/speaker";

/** Longer quotes are cut here: a quote shows where a text comes from, it need not repeat all of it. */
const MAX_QUOTE = 2_000;

/** Longer memories are documents, not notes: comparing all their words would cost more than a merge is worth. */
const MAX_COMPARED = 20_000;

type Item = { text: string; memory: BaseMemory | null; change: DraftChange | null };

/**
 * Drafts a `merge` for existing memories that say the same, and folds new memories into what is there or into each other. The longer text is kept,
 * the evidence is joined. Memories that another change writes, protected ones, two with different keys, and what `isApart` are left alone.
 */
export function mergeNearDuplicates(
  memories: readonly BaseMemory[],
  changes: readonly DraftChange[],
  isApart: (a: BaseMemory | DraftChange, b: BaseMemory | DraftChange) => boolean = () => false,
): Reconciled {
  const considered: Considered[] = [];
  const touched = new Set(changes.flatMap((c) => (c.op === "create" ? [] : [c.path, ...(c.sources ?? [])])));
  const items: Item[] = [...memories]
    .sort((a, b) => byText(a.path, b.path))
    .filter((m) => m.kind !== "index" && !touched.has(m.path) && m.content.length <= MAX_COMPARED)
    .map((memory) => ({ text: memory.content, memory, change: null }));
  // What code cannot tell from an update is shown to a reviewer as it is, not folded into what it may contradict.
  for (const change of changes)
    if (change.op === "create" && change.after !== null && !change.possibleContradiction)
      items.push({ text: change.after, memory: null, change });
  const merges = new Map<BaseMemory, BaseMemory[]>();
  const gone = new Set<Item>();
  const extra = new Map<DraftChange, DraftEvidence[]>();
  // Compared are the words that somebody said, not those by which a memory quotes them.
  for (const [longer, shorter] of nearPairs(items.map((item) => spokenIn(item.text)))) {
    const [a, b] = [items[longer], items[shorter]];
    if (!a || !b || gone.has(a) || gone.has(b) || !mayJoin(a, b, isApart)) continue;
    const [keep, drop] = a.change && b.memory && saysNoMore(a, b) ? [b, a] : [a, b];
    if (keep.memory && drop.memory) {
      if (keep.memory.protected || drop.memory.protected) {
        considered.push({
          text: `${drop.memory.path} says the same as ${keep.memory.path}, one of which is protected`,
          outcome: "dropped",
          rule: "protected",
        });
        continue;
      }
      if (merges.has(drop.memory)) continue;
      merges.set(keep.memory, [...(merges.get(keep.memory) ?? []), drop.memory]);
      gone.add(drop);
    } else if (drop.change) {
      gone.add(drop);
      considered.push({
        text: `${drop.change.path} says the same as ${keep.memory?.path ?? keep.change?.path}`,
        outcome: "dropped",
        rule: keep.memory ? "already-known" : "near-duplicate",
      });
      if (keep.change)
        extra.set(keep.change, [...(extra.get(keep.change) ?? []), ...drop.change.evidence, ...(extra.get(drop.change) ?? [])]);
    }
  }
  const dropped = new Set([...gone].flatMap((item) => (item.change ? [item.change] : [])));
  const rest = changes
    .filter((c) => !dropped.has(c))
    .map((c) => (extra.has(c) ? { ...c, evidence: [...c.evidence, ...(extra.get(c) ?? [])] } : c));
  for (const [keep, others] of merges) {
    rest.push(mergeOf(keep, others));
    considered.push({ text: `${others.map((m) => m.path).join(", ")} into ${keep.path}`, outcome: "proposed", rule: "near-duplicate" });
  }
  return { changes: rest, considered };
}

/** Statements and notes join by their words; what has a key of its own (a mistake of a tool, a slot) only with the same key or with none. */
function mayJoin(a: Item, b: Item, isApart: (a: BaseMemory | DraftChange, b: BaseMemory | DraftChange) => boolean): boolean {
  const [x, y] = [a.memory ?? a.change, b.memory ?? b.change];
  if (!x || !y || scopeOf(x.path) !== scopeOf(y.path) || isApart(x, y)) return false;
  const same = normalised(a.text) === normalised(b.text);
  if (x.kind !== y.kind && !same) return false;
  if (x.key === null || y.key === null || x.key === y.key) return true;
  const free = (key: string) => /^(?:fact|preference)\|/.test(key);
  return free(x.key) && free(y.key);
}

/** A new text that is only longer in its wording adds nothing to what a memory already says. */
const saysNoMore = (fresh: Item, known: Item): boolean => normalised(fresh.text).length <= normalised(known.text).length * 1.3;

const quoteOf = (memory: BaseMemory): DraftEvidence => ({
  source: "memory",
  path: memory.path,
  quote: memory.content.slice(0, MAX_QUOTE).replace(/[\ud800-\udbff]$/, ""),
  start: 0,
});

function mergeOf(keep: BaseMemory, others: readonly BaseMemory[]): DraftChange {
  const list = [...others].sort((a, b) => byText(a.path, b.path));
  return {
    op: "merge",
    kind: keep.kind,
    path: keep.path,
    sources: [keep.path, ...list.map((m) => m.path)],
    after: keep.content,
    reason: `${list.map((m) => m.path).join(", ")} ${list.length === 1 ? "says" : "say"} the same in fewer words; the longer text stays.`,
    key: keep.key,
    evidence: [keep, ...list].map(quoteOf),
  };
}

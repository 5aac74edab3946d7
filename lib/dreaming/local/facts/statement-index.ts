import { freeScore, judgeFact, judgeInstruction, type Told, type Verdict } from "@/lib/dreaming/local/facts/relate";

/** Something that stands, or would stand, in the memory: found again by slot, by key and by its words. */
export type Indexed = { told: Told; keys: readonly string[]; instruction: boolean; base: boolean };

/** A stem or a key in more entries than this says nothing about one of them. */
const MAX_LIST = 400;
/** A weighted score of 0.30 needs at least half of that unweighted, since a name counts half. */
const MIN_PLAIN = 0.15;

/** Inverted index over statements. Entries whose statement changes are indexed again; stale hits are dropped by what they now say. */
export class StatementIndex<E extends Indexed> {
  private readonly byStem = new Map<string, Set<E>>();
  private readonly byKey = new Map<string, Set<E>>();
  private readonly byOpening = new Map<string, Set<E>>();

  add(entry: E): void {
    for (const stem of entry.told.stems) push(this.byStem, stem, entry);
    for (const key of keysOf(entry)) push(this.byKey, key, entry);
    push(this.byOpening, openingOf(entry.told), entry);
  }

  /** The entry that `told` is about, with the verdict; null when it is about none of them. */
  relate(told: Told, keys: readonly string[], instruction: boolean): { entry: E; verdict: Exclude<Verdict, "new"> } | null {
    return this.relateByKey(told, keys, instruction) ?? (instruction ? this.relateInstruction(told) : this.relateFact(told));
  }

  private relateByKey(told: Told, keys: readonly string[], instruction: boolean): { entry: E; verdict: Exclude<Verdict, "new"> } | null {
    const found: { entry: E; verdict: Exclude<Verdict, "new"> }[] = [];
    const bare = told.slot?.key.includes("@") ? [told.slot.key.replace(/@.*$/, "")] : [];
    for (const key of [...keys, ...bare]) {
      const list = this.byKey.get(key) ?? new Set<E>();
      if (list.size > MAX_LIST) continue;
      for (const entry of list) {
        if (!keysOf(entry).includes(key) || (!entry.base && entry.instruction !== instruction)) continue;
        const verdict = instruction ? judgeInstruction(told, entry.told).verdict : judgeFact(told, entry.told, 0);
        if (verdict !== "new") found.push({ entry, verdict });
      }
    }
    return found.find((f) => f.verdict === "same") ?? found.find((f) => f.verdict === "update") ?? found[0] ?? null;
  }

  private near(told: Told, instruction: boolean): E[] {
    const shared = new Map<E, number>();
    for (const stem of told.stems) {
      const list = this.byStem.get(stem);
      if (!list || list.size > MAX_LIST) continue;
      for (const entry of list) shared.set(entry, (shared.get(entry) ?? 0) + 1);
    }
    const found: E[] = [];
    for (const [entry, count] of shared) {
      if (!entry.base && entry.instruction !== instruction) continue;
      if (count / (told.stems.length + entry.told.stems.length - count || 1) >= MIN_PLAIN) found.push(entry);
    }
    return found;
  }

  private relateInstruction(told: Told): { entry: E; verdict: Exclude<Verdict, "new"> } | null {
    let best: { entry: E; verdict: Exclude<Verdict, "new">; score: number } | null = null;
    for (const entry of this.near(told, true)) {
      const { verdict, score } = judgeInstruction(told, entry.told);
      if (verdict !== "new" && (best === null || score > best.score)) best = { entry, verdict, score };
    }
    return best;
  }

  private relateFact(told: Told): { entry: E; verdict: Exclude<Verdict, "new"> } | null {
    let best: { entry: E; score: number } | null = null;
    let second = 0;
    for (const entry of this.near(told, false)) {
      if (told.slot && entry.told.slot && told.slot.key !== entry.told.slot.key) continue;
      const score = freeScore(told, entry.told);
      if (best === null || score > best.score) {
        second = best?.score ?? second;
        best = { entry, score };
      } else if (score > second) second = score;
    }
    if (best) {
      const verdict = judgeFact(told, best.entry.told, second);
      if (verdict !== "new") return { entry: best.entry, verdict };
    }
    for (const entry of this.byOpening.get(openingOf(told)) ?? []) {
      if (openingOf(entry.told) !== openingOf(told) || (!entry.base && entry.instruction)) continue;
      const verdict = judgeFact(told, entry.told, 0);
      if (verdict !== "new") return { entry, verdict };
    }
    return null;
  }
}

/** A slot is found under its key, and under the key without the verb that its value came with ("slot|general|parking@cost"). */
const keysOf = (entry: Indexed): string[] => {
  const { slot } = entry.told;
  if (!slot) return [...entry.keys];
  const bare = slot.key.replace(/@.*$/, "");
  return [slot.key, ...(bare === slot.key ? [] : [bare]), ...entry.keys];
};

const openingOf = (told: Told): string => `${[...told.subject].join(" ")}|${told.predicate.join(" ")}`;

function push<E>(map: Map<string, Set<E>>, key: string, entry: E): void {
  const list = map.get(key);
  if (list) list.add(entry);
  else map.set(key, new Set([entry]));
}

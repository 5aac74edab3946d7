import type { Ledger } from "@/lib/dreaming/claude/ledger";

/**
 * Which batch a question is in, kept for each question: dreams ask different sets of them. The ledger forgets nothing, so a question that comes into
 * another batch, when the first has ended without its answer, is kept under the next number.
 */
export class Batched {
  private readonly rounds = new Map<string, number>();

  constructor(private readonly ledger: Ledger) {}

  /** The batches that hold these questions and were not read to their end; from then on their next numbers are known. */
  async open(keys: readonly string[]): Promise<string[]> {
    const open = new Set<string>();
    let left = keys;
    for (let round = 0; left.length > 0; round++) {
      const found = await this.ledger.recall(left.map((key) => placeOf(key, round)));
      const closed = await this.ledger.recall([...new Set(found.values())].map((id) => closedName(String(id))));
      const next: string[] = [];
      for (const key of left) {
        const id = found.get(placeOf(key, round));
        if (typeof id === "string") next.push(key);
        else this.rounds.set(key, round);
        if (typeof id === "string" && !closed.has(closedName(id))) open.add(id);
      }
      left = next;
    }
    return [...open];
  }

  /** When somebody set about making a batch of them and did not say how it ended; null when nobody did. */
  async begun(keys: readonly string[]): Promise<number | null> {
    const found = await this.ledger.recall(keys.map((key) => begunName(key, this.roundOf(key))));
    const times = [...found.values()].filter((t): t is number => typeof t === "number");
    return times.length === 0 ? null : Math.min(...times);
  }

  async begin(keys: readonly string[]): Promise<number> {
    const now = Date.now();
    await this.ledger.keep(new Map(keys.map((key) => [begunName(key, this.roundOf(key)), now])));
    return now;
  }

  async keep(id: string, keys: readonly string[]): Promise<void> {
    const places = keys.map((key): [string, unknown] => [placeOf(key, this.roundOf(key)), id]);
    await this.ledger.keep(new Map([...places, [keptName(id), true]]));
  }

  /** Of these batches those that nobody has kept. */
  async unkept(ids: readonly string[]): Promise<string[]> {
    const kept = await this.ledger.recall(ids.map(keptName));
    return ids.filter((id) => !kept.has(keptName(id)));
  }

  /** Its answers are booked: it is not asked again. */
  async close(id: string): Promise<void> {
    await this.ledger.keep(new Map([[closedName(id), true]]));
  }

  private roundOf(key: string): number {
    return this.rounds.get(key) ?? 0;
  }
}

const placeOf = (key: string, round: number) => `${key} batch ${round}`;
const begunName = (key: string, round: number) => `${key} begun ${round}`;
const keptName = (id: string) => `batch ${id} kept`;
const closedName = (id: string) => `batch ${id} read`;

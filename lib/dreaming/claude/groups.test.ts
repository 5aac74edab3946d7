import fc from "fast-check";
import { expect, test } from "vitest";
import type { Candidate } from "@/lib/dreaming/claude/candidates";
import { SHARD_CANDIDATES, shardsOf } from "@/lib/dreaming/claude/groups";

const said = (n: number, statement: string): Candidate => ({
  n,
  kind: "fact",
  statement,
  asSaid: false,
  evidence: [],
  trust: "user",
  at: null,
  arrival: n,
  sessions: [`tr_${n}`],
  folder: null,
  person: null,
});
const numbered = (statements: readonly string[]) => statements.map((s, i) => said(i + 1, s));

test("each candidate is in one request, and none has more than it may, whatever they say", () => {
  const word = fc.constantFrom("invoice", "parcel", "refund", "monday", "island", "german", "price", "shoe");
  const statement = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 300 }), fc.integer({ min: 1, max: 20 }), (statements, atOnce) => {
      const shards = shardsOf(numbered(statements), [], atOnce);
      expect(shards.flatMap((s) => s.candidates.map((c) => c.n)).sort((a, b) => a - b)).toEqual(statements.map((_, i) => i + 1));
      expect(shards.every((s) => s.candidates.length > 0 && s.candidates.length <= SHARD_CANDIDATES.most)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("as many requests as go out at once, not one more", () => {
  const statements = Array.from({ length: 552 }, (_, i) => (i % 4 === 0 ? `Thing${i} stands alone` : `The parcel of customer${i} is late`));
  expect(shardsOf(numbered(statements), [], 8)).toHaveLength(8);
});

test("of a crowd too large for one request those that are most alike stay together", () => {
  // All share words with their neighbours; the pairs share nearly all of theirs.
  const statements = Array.from({ length: 200 }, (_, i) => `Bus${i >> 1} from town${i >> 2} to harbour${i >> 2} leaves platform${i >> 1}`);
  const shards = shardsOf(numbered(statements), [], 1);
  expect(shards.length).toBeGreaterThan(1);
  const of = new Map(shards.flatMap((s, k) => s.candidates.map((c) => [c.n, k] as const)));
  const parted = Array.from({ length: 100 }, (_, i) => i).filter((i) => of.get(2 * i + 1) !== of.get(2 * i + 2));
  expect(parted).toEqual([]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differingPlaces, freeScore, judgeFact, judgeInstruction, read, type Verdict } from "@/lib/dreaming/local/facts/relate";

/** [older, newer, verdicts that are right]. Two verdicts where a reviewer would accept either. */
type Pair = [string, string, ...Verdict[]];

const SAME_SLOT: Pair[] = [
  ["The refund limit is 50 euros.", "The refund limit is now 80 euros.", "update"],
  ["Our refund limit is 50 euros.", "The refund limit was raised to 80 euros.", "update"],
  ["My favourite colour is blue.", "My favorite color is green.", "update"],
  ["My favourite colour is blue.", "Red is my favourite colour.", "update"],
  ["My name is Anna.", "My name has changed to Berta.", "update"],
  ["My name is Anna.", "Call me Berta.", "update"],
  ["I live in Berlin.", "I moved to Munich.", "update"],
  ["The user lives in Berlin.", "I live in Hamburg.", "update"],
  ["Anna Keller works at Siemens.", "Anna Keller joined Bosch.", "update"],
  ["I have two cats.", "I have three cats.", "update"],
  ["I have two cats.", "I have three cats now.", "update"],
  ["Laptops are replaced after 3 years.", "Laptops are replaced after 4 years.", "update"],
  ["Breakfast is from 7 to 10.", "Breakfast is from 6:30 to 10.", "update"],
  ["The gate code for the north door is 4411.", "The gate code for the north door is 9120.", "update"],
  ["The capital of Bolivia is La Paz.", "The capital of Bolivia is Sucre.", "update"],
  ["Our database is PostgreSQL.", "Our database is MySQL.", "update"],
  ["The build tool is webpack.", "The build tool is vite.", "update"],
  ["Anna's phone number is 12.", "Anna's phone number is 14.", "update"],
  ["The office moved to Madrid.", "The office is in Lisbon.", "update"],
  ["The weekly report is due on Monday.", "The weekly report is due on Thursday.", "update"],
  ["We deploy on Tuesdays.", "We deploy on Thursdays.", "update"],
  ["Standard shipping takes 3 days.", "Standard shipping takes 5 days.", "update"],
  ["The contact for billing is Mira Holt.", "Tom Berg is the contact for billing.", "update"],
  ["Orders above 500 euros need approval by a manager.", "Orders above 1000 euros need approval by a manager.", "update"],
  ["The refund limit is 50 euros.", "Actually the refund limit is 80 euros, not 50.", "update"],
  ["The refund limit is 50 euros.", "The refund limit is 50 euros!", "same"],
  ["The refund limit is 50 euros.", "Our refund limit is 50 euros.", "same"],
  ["Ada Novak speaks Czech and Polish.", "Ada Novak speaks Polish and Czech.", "same", "possible"],
];

const OTHER_SLOT: Pair[] = [
  ["About 1 km west of the Library there is a High Street.", "There is a Playground 1 km east of High Street.", "new"],
  ["There is a Hospital north of the Retail Area.", "There is also a Museum north of the Retail Area.", "new"],
  ['The code for HbA1C is "A1C".', "The LOINC code for ordering HbA1C lab is: 4548-4.", "new"],
  ["The sauna is closed until 15 November 2026.", "The pool is closed until 30 November 2026.", "new"],
  ["We accept Visa, Mastercard and American Express.", "We no longer accept American Express.", "possible"],
  ["The staging database is on port 5433.", "The production database is on port 5432.", "new"],
  ["The gate code for the north door is 4411.", "The gate code for the south door is 7788.", "new"],
  ["The office hours in Berlin are 9 to 17.", "The office hours in Madrid are 10 to 19.", "new"],
  ["My dog's name is Rex.", "My cat's name is Tom.", "new"],
  ["My name is Anna.", "My sister's name is Berta.", "new"],
  ["The refund limit is 50 euros.", "The refund period is 14 days.", "new"],
  ["I live in Berlin.", "I was born in Munich.", "new"],
  ["The capital of Bolivia is Sucre.", "The capital of Peru is Lima.", "new"],
  ["Anna Keller lives in Bonn.", "Peter Haas lives in Ulm.", "new"],
  ["The office is in Madrid.", "The office is closed on Mondays.", "new", "possible"],
  ["Standard shipping takes 3 days.", "Standard shipping costs 5 euros.", "new"],
  ["We use redis for the cache.", "We use postgres.", "new", "possible"],
  ["We use redis.", "We use postgres.", "possible"],
  ["The refund window for members is 30 days.", "The refund window is 14 days.", "new"],
  ["Our main supplier is Kern.", "Our backup supplier is Doll.", "new"],
  ["The test server runs on Debian.", "The mail server runs on Ubuntu.", "new", "possible"],
  ["Mira Holt won the Lund Prize in 2019.", "Mira Holt teaches drawing at a night school.", "new"],
  ["The rate limit of the search API is 100 per minute.", "The rate limit of the upload API is 10 per minute.", "new"],
];

const ADDITIVE: Pair[] = [
  ["I am allergic to peanuts.", "I am allergic to shellfish.", "new"],
  ["I speak French.", "I speak Italian.", "new"],
  ["I like jazz.", "I like opera.", "new"],
  ["I visited Oslo in 2020.", "I visited Bergen in 2021.", "new"],
  ["Mira Holt is allergic to nuts.", "Mira Holt is allergic to shellfish.", "possible"],
  ["I own a kayak.", "I own a motorbike.", "new"],
  ["Mira Holt plays the cello.", "Mira Holt also collects stamps.", "new", "possible"],
];

const NEGATED: Pair[] = [
  ["Mira Holt works on the billing team.", "Mira Holt does not work on the billing team.", "update"],
  ["We deploy on Fridays.", "We never deploy on Fridays.", "update"],
  ["Tom Berg is a member of the review board.", "Tom Berg is no longer a member of the review board.", "update"],
  ["The north warehouse ships to Norway.", "The north warehouse does not ship to Norway.", "update"],
  ["Ivo Lang has a parking permit.", "Ivo Lang has never had a parking permit.", "update", "possible"],
];

const ROLE_SWAP: Pair[] = [
  ["Mira Holt interviewed Tom Berg for the magazine.", "Tom Berg interviewed Mira Holt for the magazine.", "possible"],
  ["Ivo Lang reports to Ada Novak.", "Ada Novak reports to Ivo Lang.", "possible"],
  ["Tom Berg interviewed Mira Holt for the harbour magazine.", "Ada Novak interviewed Mira Holt for the harbour magazine.", "update"],
  ["Mira Holt and Tom Berg founded a choir.", "Mira Holt and Ada Novak founded a choir.", "update"],
];

const verdict = ([older, newer]: Pair): Verdict => judgeFact(read(newer), read(older), 0);

describe("a newer fact against an older one", () => {
  for (const [name, pairs] of Object.entries({ SAME_SLOT, OTHER_SLOT, ADDITIVE, NEGATED, ROLE_SWAP }))
    test.each(pairs)(`${name}: %s | %s`, (...pair) => {
      expect(pair.slice(2)).toContain(verdict(pair));
    });

  test("two equally near sentences are no update of either", () => {
    const older = read("Mira Holt gave the harbour lecture in Lund.");
    const newer = read("Mira Holt gave the harbour lecture in Oslo.");
    expect(judgeFact(newer, older, 0)).toBe("update");
    expect(judgeFact(newer, older, freeScore(newer, older))).toBe("possible");
  });
});

const INSTRUCTIONS: Pair[] = [
  ["Always answer in English.", "From now on answer in German.", "update"],
  ["Always write amounts with two decimals.", "From now on, always write amounts with three decimals.", "update"],
  ["Never use emojis.", "Always use emojis.", "update"],
  ["Always ask for confirmation before cancelling an order.", "Never ask for confirmation before cancelling an order.", "update"],
  ["Always send the report on Monday.", "Always send the report on Friday.", "update"],
  ["From now on, always write amounts with two decimals.", "Always write amounts with two decimals.", "same"],
  ["I prefer short answers.", "I prefer long answers.", "update"],
  ["The user prefers light mode.", "I prefer dark mode.", "update"],
  ["Always answer in English.", "Always answer politely.", "new"],
  ["Always use tabs for indentation.", "Always use pytest for tests.", "new"],
  ["Never deploy on Fridays.", "Never merge without a review.", "new"],
  ["Always cite the policy number in refunds.", "Always greet customers by name.", "new"],
  ["Always use tabs in Python files.", "Always use spaces in Python files.", "update", "possible"],
];

describe("a newer instruction against an older one", () => {
  test.each(INSTRUCTIONS)("%s | %s", (...pair) => {
    expect(pair.slice(2)).toContain(judgeInstruction(read(pair[1]), read(pair[0])).verdict);
  });
});

const words = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });

test("the number of differing places is 0 only for equal sequences, and the same both ways round", () => {
  fc.assert(
    fc.property(words, words, (a, b) => {
      expect(differingPlaces(a, b) === 0).toBe(a.join() === b.join());
      expect(differingPlaces(a, a)).toBe(0);
    }),
  );
});

test("the score is between 0 and 1, symmetric, and 1 for a sentence and itself", () => {
  const sentence = fc
    .array(fc.constantFrom("Mira", "Holt", "works", "harbour", "three", "never", "Lund", "the", "choir"), { minLength: 1, maxLength: 8 })
    .map((w) => w.join(" "));
  fc.assert(
    fc.property(sentence, sentence, (a, b) => {
      const score = freeScore(read(a), read(b));
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(freeScore(read(b), read(a))).toBeCloseTo(score);
    }),
  );
});

// Judgements of a person who read what the engine keeps of the data sets: first ten digits of the text's SHA-256 (bench/lib/read-noise.ts).
// A memory is useful when somebody who works with that person would want to know it next month.

export const USEFUL: ReadonlySet<string> = new Set(["549d00c794", "acc29ffe88"]);
/** An opinion out of a text that was worked on; an error that says all of itself. */
export const NOISE: ReadonlySet<string> = new Set(["4b4a76d682", "277540bf27"]);

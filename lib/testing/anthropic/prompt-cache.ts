import type { PromptPart } from "./prompt";

export type CacheUse = {
  readTokens: number;
  write5mTokens: number;
  write1hTokens: number;
  /** Neither read nor written: what comes after the last breakpoint that counts. */
  plainTokens: number;
};

const LIFETIME_MS = { "5m": 5 * 60_000, "1h": 60 * 60_000 };
// A breakpoint finds an earlier entry at most so many blocks before it.
const LOOKBACK_BLOCKS = 20;

/** A prompt cache by prefix. An entry exists from the moment the answer that wrote it begins, and lives on with each reading. */
export class PromptCache {
  readonly #entries = new Map<string, { ttl: "5m" | "1h"; expiresAt: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * What of a prompt is read and what is written. `commit` makes the written readable; it is called when the answer begins, so that calls
   * sent all at once write the same prefix each for itself.
   *
   * `scope` keeps accounts apart. Prefixes shorter than `minTokens` are neither written nor found.
   */
  look(parts: readonly PromptPart[], minTokens: number, scope: string): CacheUse & { commit: () => void } {
    const now = this.#now();
    const breakpoints = parts.flatMap((part, i) => (part.ttl && part.prefixTokens >= minTokens ? [{ i, part, ttl: part.ttl }] : []));
    const hit = this.#longestHit(parts, breakpoints, scope, now);
    const total = parts.at(-1)?.prefixTokens ?? 0;
    const readTokens = hit === null ? 0 : (parts[hit]?.prefixTokens ?? 0);
    const written = breakpoints.filter((b) => hit === null || b.i > hit);
    let from = readTokens;
    const tokens = { "5m": 0, "1h": 0 };
    for (const { part, ttl } of written) {
      tokens[ttl] += part.prefixTokens - from;
      from = part.prefixTokens;
    }
    const commit = () => {
      for (const { part, ttl } of written) this.#entries.set(`${scope} ${part.prefix}`, { ttl, expiresAt: this.#now() + LIFETIME_MS[ttl] });
    };
    return { readTokens, write5mTokens: tokens["5m"], write1hTokens: tokens["1h"], plainTokens: total - from, commit };
  }

  #longestHit(parts: readonly PromptPart[], breakpoints: readonly { i: number }[], scope: string, now: number): number | null {
    for (const { i } of breakpoints.toReversed())
      for (let at = i; at >= 0 && at > i - LOOKBACK_BLOCKS; at--) {
        const entry = this.#entries.get(`${scope} ${parts[at]?.prefix}`);
        if (!entry || entry.expiresAt <= now) continue;
        entry.expiresAt = now + LIFETIME_MS[entry.ttl];
        return at;
      }
    return null;
  }
}

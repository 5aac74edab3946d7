/** One case: sessions with the habit that succeeded and failed, sessions without it that succeeded and failed. */
export type Stratum = { withSucceeded: number; withFailed: number; withoutSucceeded: number; withoutFailed: number };

/** A case says something when both outcomes and both habits occur in it. */
export function isInformative({ withSucceeded, withFailed, withoutSucceeded, withoutFailed }: Stratum): boolean {
  return (
    withSucceeded + withFailed > 0 &&
    withoutSucceeded + withoutFailed > 0 &&
    withSucceeded + withoutSucceeded > 0 &&
    withFailed + withoutFailed > 0
  );
}

/**
 * The test of Cochran, Mantel and Haenszel with continuity correction: the chance of successes as unevenly spread over the habit, or more so, when within
 * each case it makes no difference. Cases of different difficulty do not mix. `direction` is positive when sessions with the habit succeeded more often.
 */
export function cmh(strata: readonly Stratum[]): { p: number; direction: number } {
  let difference = 0;
  let variance = 0;
  for (const s of strata) {
    const n = s.withSucceeded + s.withFailed + s.withoutSucceeded + s.withoutFailed;
    if (n < 2) continue;
    const [habit, succeeded] = [s.withSucceeded + s.withFailed, s.withSucceeded + s.withoutSucceeded];
    difference += s.withSucceeded - (habit * succeeded) / n;
    variance += (habit * (n - habit) * succeeded * (n - succeeded)) / (n * n * (n - 1));
  }
  if (variance === 0) return { p: 1, direction: 0 };
  const z = Math.max(0, Math.abs(difference) - 0.5) / Math.sqrt(variance);
  return { p: twoSided(z), direction: Math.sign(difference) };
}

/** Chance of a standard normal value at least this far from 0 (Abramowitz and Stegun 7.1.26: right to seven digits). */
function twoSided(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, poly * Math.exp(-x * x));
}

/** Benjamini and Hochberg: which of the chances may be called findings when at most the share `rate` of all findings is to be false. */
export function discoveries(ps: readonly number[], rate: number): boolean[] {
  const sorted = [...ps].sort((a, b) => a - b);
  let limit = -1;
  sorted.forEach((p, i) => {
    if (p <= (rate * (i + 1)) / sorted.length) limit = p;
  });
  return ps.map((p) => p <= limit);
}

import { type Call, leavesOf } from "@/lib/dreaming/local/calls";

/** What the refused calls had and the accepted ones had not. `counts` is for the reason: refused with it of refused, accepted with it of accepted. */
export type Contrast = {
  argument: string;
  feature: { kind: "present" } | { kind: "absent" } | { kind: "shape"; shape: string };
  counts: { refused: number; ofRefused: number; accepted: number; ofAccepted: number };
};

const MIN_REFUSED = 3;
const MIN_CASES = 2;
const MIN_ACCEPTED = 3;
/** More than this many features of one tool cannot be told apart on a few calls. */
const MAX_FEATURES = 200;

/** A value's form with nothing of the value: digits as 9, or the word before an id's number. Null for words, which may be names. */
function shapeOf(value: string): string | null {
  const prefix = /^([a-z]+(?:_[a-z]+)*)[_-][0-9a-f]*\d[0-9a-f]*$/.exec(value)?.[1];
  if (prefix) return `${prefix}_…`;
  return value.length <= 30 && /\d/.test(value) && /^[\d\s:./T+Z-]+$/.test(value) && /[:./-]/.test(value)
    ? value.replace(/\d/g, "9")
    : null;
}

/** Features of one call, each with the value it was read from. */
function featuresOf(call: Call): Map<string, string> {
  const features = new Map<string, string>();
  for (const leaf of leavesOf(call.input)) {
    features.set(`has\0${leaf.name}`, "");
    const shape = shapeOf(leaf.value);
    if (shape) features.set(`shape\0${leaf.name}\0${shape}`, leaf.value);
  }
  return features;
}

/** A word before a number may be one customer's name ("mia_li_…"): it is a kind of thing only where different values have it. */
const isOneValue = (shape: string, values: ReadonlySet<string>) => shape.endsWith("…") && values.size < 2;

/**
 * The one feature that best tells refused calls of a tool from its accepted ones: in at least 70 % of one and at most 30 % of the other, and unlikely by chance
 * (Fisher's exact test times the number of features below 0.05). Null where the calls are too few, from one case, or nothing tells them apart.
 */
export function contrastOf(refused: readonly Call[], accepted: readonly Call[], cases: number): Contrast | null {
  if (refused.length < MIN_REFUSED || cases < MIN_CASES || accepted.length < MIN_ACCEPTED) return null;
  const counts = new Map<string, { refused: number; accepted: number; values: Set<string> }>();
  const count = (calls: readonly Call[], side: "refused" | "accepted") => {
    for (const call of calls) {
      for (const [feature, value] of featuresOf(call)) {
        const entry = counts.get(feature) ?? { refused: 0, accepted: 0, values: new Set<string>() };
        entry[side]++;
        if (side === "refused") entry.values.add(value);
        counts.set(feature, entry);
      }
    }
  };
  count(refused, "refused");
  count(accepted, "accepted");
  if (counts.size > MAX_FEATURES) return null;

  const found: { p: number; rank: string; contrast: Contrast }[] = [];
  for (const [feature, n] of counts) {
    const [kind, argument = "", shape = ""] = feature.split("\0");
    const share = { refused: n.refused / refused.length, accepted: n.accepted / accepted.length };
    const has = share.refused >= 0.7 && share.accepted <= 0.3;
    const lacks = kind === "has" && share.refused <= 0.3 && share.accepted >= 0.7;
    if ((!has && !lacks) || isOneValue(shape, n.values)) continue;
    const p = fisher(n.refused, refused.length - n.refused, n.accepted, accepted.length - n.accepted) * counts.size;
    if (p >= 0.05) continue;
    const ofBoth = { ofRefused: refused.length, ofAccepted: accepted.length };
    const contrast: Contrast = lacks
      ? {
          argument,
          feature: { kind: "absent" },
          counts: { refused: refused.length - n.refused, accepted: accepted.length - n.accepted, ...ofBoth },
        }
      : {
          argument,
          feature: kind === "shape" ? { kind: "shape", shape } : { kind: "present" },
          counts: { refused: n.refused, accepted: n.accepted, ...ofBoth },
        };
    found.push({ p, rank: feature, contrast });
  }
  found.sort((a, b) => a.p - b.p || (a.rank < b.rank ? -1 : 1));
  return found[0]?.contrast ?? null;
}

/** Fisher's exact test, two-sided, of the table a b / c d: the chance of this table or a less likely one with the same margins. */
export function fisher(a: number, b: number, c: number, d: number): number {
  const n = a + b + c + d;
  const logs = [0];
  for (let i = 1; i <= n; i++) logs.push((logs[i - 1] ?? 0) + Math.log(i));
  const f = (k: number) => logs[k] ?? 0;
  const log = (x: number) => f(a + b) + f(c + d) + f(a + c) + f(b + d) - f(n) - f(x) - f(a + b - x) - f(a + c - x) - f(d - a + x);
  const observed = log(a);
  let p = 0;
  for (let x = Math.max(0, a - d); x <= Math.min(a + b, a + c); x++) {
    const l = log(x);
    if (l <= observed + 1e-9) p += Math.exp(l);
  }
  return Math.min(1, p);
}

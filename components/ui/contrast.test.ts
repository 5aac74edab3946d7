import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

type Colour = { l: number; c: number; h: number };
const OKLCH = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;

function tokens(theme: "light" | "dark"): Map<string, Colour> {
  const found = new Map<string, Colour>();
  for (const m of css.matchAll(new RegExp(`--c-([a-z-]+): light-dark\\(${OKLCH}, ${OKLCH}\\);`, "g"))) {
    const [l, c, h] = theme === "light" ? [m[2], m[3], m[4]] : [m[5], m[6], m[7]];
    found.set(m[1] ?? "", { l: Number(l), c: Number(c), h: Number(h) });
  }
  return found;
}

/** Relative luminance (WCAG 2) of an OKLCH colour, clipped to sRGB. Matrices: Björn Ottosson, "A perceptual color space", 2020. */
function luminance({ l, c, h }: Colour): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const L = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const M = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const S = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number) => Math.min(1, Math.max(0, x));
  const red = clip(4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S);
  const green = clip(-1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S);
  const blue = clip(-0.0041960863 * L - 0.7034186147 * M + 1.707614701 * S);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(x: Colour, y: Colour): number {
  const [low, high] = [luminance(x), luminance(y)].sort((p, q) => p - q) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["ground", "surface", "sunken"];
const TEXT: [string, string[]][] = [
  [
    "ink",
    [
      ...GROUNDS,
      "pressed",
      "night-ground",
      "dawn-ground",
      "added-ground",
      "added-word",
      "removed-ground",
      "removed-word",
      "conflict-ground",
      "external-ground",
      "quote",
    ],
  ],
  ["muted", [...GROUNDS, "pressed", "night-ground", "dawn-ground", "external-ground", "added-ground", "removed-ground", "conflict-ground"]],
  ["faint", [...GROUNDS, "added-ground", "removed-ground", "external-ground"]],
  ["night", [...GROUNDS, "night-ground"]],
  ["dawn", [...GROUNDS, "dawn-ground"]],
  ["added", [...GROUNDS, "added-ground"]],
  ["removed", [...GROUNDS, "removed-ground"]],
  ["conflict", [...GROUNDS, "conflict-ground"]],
  ["external", [...GROUNDS, "external-ground"]],
  ["on-solid", ["solid"]],
  ["on-dawn", ["dawn-solid", "dawn-hover"]],
  ["on-removed", ["removed-solid"]],
];
const CONTROLS: [string, string[]][] = [
  ["edge", GROUNDS],
  ["focus", [...GROUNDS, "pressed", "night-ground", "dawn-ground", "external-ground"]],
  ["night-rule", [...GROUNDS, "night-ground"]],
  ["conflict-rule", ["ground", "surface"]],
  ["external-rule", ["ground", "surface", "external-ground"]],
  ["dawn-rule", ["ground", "surface"]],
];

describe.each(["light", "dark"] as const)("colours of the %s theme", (theme) => {
  const all = tokens(theme);
  const pairs = (table: [string, string[]][]) => table.flatMap(([fore, grounds]) => grounds.map((ground) => ({ fore, ground })));
  const of = (name: string) => {
    const colour = all.get(name);
    if (!colour) throw new Error(`globals.css has no --c-${name}`);
    return colour;
  };
  it("are read from globals.css, more than thirty of them", () => expect(all.size).toBeGreaterThan(30));
  it.each(pairs(TEXT))("text $fore on $ground has 4.5:1", ({ fore, ground }) => {
    expect(ratio(of(fore), of(ground))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(pairs(CONTROLS))("$fore on $ground has 3:1", ({ fore, ground }) => {
    expect(ratio(of(fore), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

it("black on white is 21:1", () => expect(ratio({ l: 0, c: 0, h: 0 }, { l: 1, c: 0, h: 0 })).toBeCloseTo(21, 1));

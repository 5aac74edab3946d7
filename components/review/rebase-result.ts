import { type MergeRegion, mergeTexts } from "@/lib/domain/merge";
import type { Change } from "@/lib/domain/views";

export type Side = "head" | "proposed" | "both";

/** What there is to settle, in the order of the text. A conflict without a common start is one place: the whole text. */
export function regionsOf(conflict: NonNullable<Change["conflict"]>): MergeRegion[] {
  const { base, head, proposed } = conflict;
  if (head === null || proposed === null || base === null) {
    return [{ kind: "conflict", base: base ?? "", head: head ?? "", proposed: proposed ?? "" }];
  }
  const merged = mergeTexts(base, head, proposed);
  return merged.ok ? [{ kind: "same", text: merged.text }] : merged.regions;
}

/** The text that the choices give; null while a place has none. */
export function resultOf(regions: readonly MergeRegion[], choices: readonly (Side | undefined)[]): string | null {
  let open = 0;
  const parts = regions.map((r) => {
    if (r.kind === "same") return r.text;
    const side = choices[open++];
    if (side === undefined) return null;
    if (side !== "both") return r[side];
    return [r.head, r.proposed].filter((t) => t !== "").join("\n");
  });
  // A side that has nothing at a place leaves no empty line there.
  const kept = parts.filter((p, i) => p !== "" || regions[i]?.kind === "same");
  return parts.includes(null) ? null : kept.join("\n");
}

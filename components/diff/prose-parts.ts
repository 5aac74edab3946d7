import { diffArrays } from "diff";

export type ProsePart = { kind: "same" | "added" | "removed"; text: string };

/** Beyond this many different words a marked-up text is harder to read than the two texts; the search is stopped, too. */
const MAX_EDITS = 3_000;

/** What changes as one: a number with its marks (14:30, 1,204.50, 2026-11-14), a word or name with its joints (`refund_order`, don't), white space, a mark. */
const TOKEN =
  /\d(?:[\d.,:/-]*\d)?|[\p{L}\p{M}_](?:[\p{L}\p{M}\p{N}_'’-]*[\p{L}\p{M}\p{N}_])?|\n|[^\S\n]+|[\ud800-\udbff][\udc00-\udfff]|./gsu;

const tokens = (text: string): string[] => text.match(TOKEN) ?? [];

/**
 * The two texts as one sequence of parts: without the added parts it is `before`, without the removed ones `after`.
 * Texts with little in common come back whole, removed then added.
 */
export function proseParts(before: string | null, after: string | null): ProsePart[] {
  if (before === null || before === "") return after ? [{ kind: "added", text: after }] : [];
  if (after === null || after === "") return [{ kind: "removed", text: before }];
  const found = diffArrays(tokens(before), tokens(after), { maxEditLength: MAX_EDITS, timeout: 250 });
  const replaced: ProsePart[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  if (!found) return replaced;
  const parts = found.map((p): ProsePart => ({ kind: p.added ? "added" : p.removed ? "removed" : "same", text: p.value.join("") }));
  const shared = parts.reduce((n, p) => (p.kind === "same" ? n + p.text.replace(/\s/g, "").length : n), 0);
  return shared * 5 < Math.min(before.length, after.length) ? replaced : joinWords(parts);
}

/** Joins `removed a, same " ", removed b` into one removal where only white space stands between, so that phrases read as phrases. */
function joinWords(parts: ProsePart[]): ProsePart[] {
  const out: ProsePart[] = [];
  let i = 0;
  while (i < parts.length) {
    const run: ProsePart[] = [];
    while (i < parts.length && parts[i]?.kind !== "same") run.push(parts[i++] as ProsePart);
    while (run.length > 0 && parts[i] && /^[^\S\n]+$/.test(parts[i]?.text ?? "") && parts[i + 1] && parts[i + 1]?.kind !== "same") {
      const space = parts[i++]?.text ?? "";
      run.push({ kind: "removed", text: space }, { kind: "added", text: space });
      while (i < parts.length && parts[i]?.kind !== "same") run.push(parts[i++] as ProsePart);
    }
    for (const kind of ["removed", "added"] as const) {
      const text = run
        .filter((p) => p.kind === kind)
        .map((p) => p.text)
        .join("");
      if (text) out.push({ kind, text });
    }
    const same = parts[i++];
    if (same) out.push(same);
  }
  return out;
}

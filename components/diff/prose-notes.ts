import type { Span } from "@/lib/domain/evidence";

/** What is known of a range of the text after a change: which quotes support it, or that no quote has it. */
export type ProseNote = Span & {
  /** Numbers of the quotes as the reader sees them, from 1. */
  quotes: readonly number[];
  unsupported: boolean;
};

export type NotedPiece = Span & {
  quotes: readonly number[];
  unsupported: boolean;
  /** Quotes whose range ends here: where their numbers are set. */
  endOf: readonly number[];
};

/** Cuts `start`-`end` at the borders of the notes; each piece has all that is known of it. */
export function notedPieces(notes: readonly ProseNote[], start: number, end: number): NotedPiece[] {
  const cuts = new Set([start, end]);
  for (const n of notes) for (const at of [n.start, n.end]) if (at > start && at < end) cuts.add(at);
  const points = [...cuts].sort((a, b) => a - b);
  const pieces: NotedPiece[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [from, to] = [points[i] ?? start, points[i + 1] ?? end];
    const over = notes.filter((n) => n.start <= from && to <= n.end);
    pieces.push({
      start: from,
      end: to,
      quotes: unique(over.flatMap((n) => n.quotes)),
      unsupported: over.some((n) => n.unsupported),
      endOf: unique(over.filter((n) => n.end === to).flatMap((n) => n.quotes)),
    });
  }
  return pieces;
}

const unique = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);

import { Fragment, type ReactNode } from "react";
import type { Span } from "@/lib/domain/evidence";
import { hiddenCharacters } from "@/lib/domain/text/hidden";

const NAMES = { tag: "tag", bidi: "direction", "zero-width": "zero-width", control: "control" };

/** `U+200B`, or `U+E0041 ×12` for a run: what stands in the text, in place of what a reader would not see. */
export function hiddenLabel(run: string): string {
  const points = [...run];
  const first = `U+${(points[0]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return points.length === 1 ? first : `${first} ×${points.length}`;
}

/** The text with every hidden character as ASCII in angle brackets, for views that take only a string. */
export function spellHidden(text: string): string {
  let out = "";
  let at = 0;
  for (const h of hiddenCharacters(text)) {
    out += `${text.slice(at, h.start)}⟨${hiddenLabel(text.slice(h.start, h.end))}⟩`;
    at = h.end;
  }
  return at === 0 ? text : out + text.slice(at);
}

/** Text that others wrote: escaped as it is, hidden characters drawn as badges, `marks` (UTF-16 ranges) highlighted. */
export function VisibleText({ text, marks = [] }: { text: string; marks?: readonly Span[] }) {
  const hidden = hiddenCharacters(text);
  if (hidden.length === 0 && marks.length === 0) return text;
  const cuts = new Set([0, text.length]);
  for (const s of [...hidden, ...marks]) {
    cuts.add(Math.max(0, Math.min(text.length, s.start)));
    cuts.add(Math.max(0, Math.min(text.length, s.end)));
  }
  const points = [...cuts].sort((a, b) => a - b);
  const pieces: ReactNode[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [start, end] = [points[i] ?? 0, points[i + 1] ?? 0];
    const inside = (s: Span) => s.start <= start && end <= s.end;
    const run = hidden.find(inside);
    const piece = run ? <HiddenBadge run={text.slice(start, end)} kind={run.kind} /> : text.slice(start, end);
    pieces.push(marks.some(inside) ? <mark key={start}>{piece}</mark> : <Fragment key={start}>{piece}</Fragment>);
  }
  return <>{pieces}</>;
}

function HiddenBadge({ run, kind }: { run: string; kind: keyof typeof NAMES }) {
  return (
    <span
      title={`Hidden ${NAMES[kind]} character: a reader does not see it, a model does`}
      className="mx-0.5 rounded-sm border border-conflict-rule bg-conflict-ground px-1 font-mono text-12 text-conflict"
    >
      <span className="sr-only">hidden character </span>
      {hiddenLabel(run)}
    </span>
  );
}

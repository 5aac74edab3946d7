import { Fragment, type ReactNode } from "react";
import { notedPieces, type ProseNote } from "@/components/diff/prose-notes";
import { type ProsePart, proseParts } from "@/components/diff/prose-parts";
import { VisibleText } from "@/components/diff/visible-text";
import { cx } from "@/components/ui/class-names";
import { count } from "@/components/ui/labels";

/** Unchanged runs longer than this many lines are folded to their ends. */
const FOLD_OVER_LINES = 14;
const KEEP_LINES = 3;

export type ProseDiffProps = {
  before: string | null;
  after: string | null;
  className?: string;
  /** What is known of ranges of `after`: the quotes behind them, or that there is none. */
  notes?: readonly ProseNote[];
  /** Unchanged lines are shown however many they are. */
  unfolded?: boolean | undefined;
};

/** A diff to be read: one text, removed words struck through, added words underlined, both spoken. Renders on the server. */
export function ProseDiff({ before, after, className, notes = [], unfolded = false }: ProseDiffProps) {
  const parts = proseParts(before, after);
  const whole = parts.length === 1 && parts[0]?.kind !== "same" ? parts[0] : undefined;
  if (whole) return <WholeText part={whole} className={className} notes={notes} />;
  let at = 0;
  const placed = parts.map((part) => {
    const start = at;
    if (part.kind !== "removed") at += part.text.length;
    return { part, start };
  });
  return (
    <div className={cx("reading", className)} lang="und">
      {placed.map(({ part, start }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of two fixed texts have no identity but their order
        <Part key={i} part={part} start={start} notes={notes} first={i === 0} last={i === parts.length - 1} unfolded={unfolded} />
      ))}
    </div>
  );
}

/** A text that is new as a whole or goes as a whole: marked at its edge, because underlining all of it would only be hard to read. */
function WholeText({ part, className, notes }: { part: ProsePart; className?: string; notes: readonly ProseNote[] }) {
  const added = part.kind === "added";
  return (
    <div
      lang="und"
      className={cx(
        "reading border-l-[3px] py-1 pl-4",
        added ? "border-added bg-added-ground" : "border-removed bg-removed-ground",
        className,
      )}
    >
      <span className="sr-only">{added ? "All of this is added: " : "All of this is removed: "}</span>
      {added ? (
        <span>
          <NotedText text={part.text.trimEnd()} start={0} notes={notes} />
        </span>
      ) : (
        <del className="bg-transparent">
          <VisibleText text={part.text.trimEnd()} />
        </del>
      )}
    </div>
  );
}

/** Words with the numbers of the quotes behind them, as links that lead there; words without a quote say so. */
function NotedText({ text, start, notes, same }: { text: string; start: number; notes: readonly ProseNote[]; same?: boolean }) {
  const pieces = notedPieces(notes, start, start + text.length);
  if (pieces.every((p) => p.quotes.length === 0 && !p.unsupported)) return <VisibleText text={text} />;
  return pieces.map((p) => {
    const words = <VisibleText text={text.slice(p.start - start, p.end - start)} />;
    if (p.quotes.length === 0 && !p.unsupported) return <Fragment key={p.start}>{words}</Fragment>;
    return (
      <Fragment key={p.start}>
        <span data-quotes={same ? undefined : p.quotes.join(" ") || undefined} data-unsupported={p.unsupported || undefined}>
          {words}
          {p.unsupported ? <span className="sr-only"> (no quote says this) </span> : null}
        </span>
        {p.endOf.length > 0 ? <QuoteNumbers numbers={p.endOf} /> : null}
      </Fragment>
    );
  });
}

/** More numbers than this in a row are harder to read than the words before them. */
const SHOWN_NUMBERS = 3;

function QuoteNumbers({ numbers }: { numbers: readonly number[] }) {
  const shown = numbers.slice(0, SHOWN_NUMBERS);
  return (
    <sup className="font-sans text-12 leading-none select-none" data-print="hide">
      {shown.map((n) => (
        <a
          key={n}
          href={`#quote-${n}`}
          data-quotes={n}
          aria-label={`Supported by quote ${n}`}
          className="rounded-sm px-[3px] text-muted no-underline hover:text-ink hover:underline"
        >
          {n}
        </a>
      ))}
      {numbers.length > shown.length ? <span className="text-muted">{`+${numbers.length - shown.length}`}</span> : null}
    </sup>
  );
}

type PartProps = { part: ProsePart; start: number; notes: readonly ProseNote[]; first: boolean; last: boolean; unfolded: boolean };

function Part({ part, start, notes, first, last, unfolded }: PartProps): ReactNode {
  switch (part.kind) {
    case "added":
      return (
        <ins>
          <span className="sr-only"> added: </span>
          <NotedText text={part.text} start={start} notes={notes} />
          <span className="sr-only"> (end of added) </span>
        </ins>
      );
    case "removed":
      return (
        <del>
          <span className="sr-only"> removed: </span>
          <VisibleText text={part.text} />
          <span className="sr-only"> (end of removed) </span>
        </del>
      );
    case "same":
      return <SameText text={part.text} start={start} notes={notes} first={first} last={last} unfolded={unfolded} />;
    default:
      return part.kind satisfies never;
  }
}

function SameText({ text, start, notes, first, last, unfolded }: { text: string } & Omit<PartProps, "part">) {
  const lines = text.split("\n");
  if (unfolded || lines.length <= FOLD_OVER_LINES) return <NotedText text={text} start={start} notes={notes} same />;
  const head = first ? 0 : KEEP_LINES;
  const tail = last ? 0 : KEEP_LINES;
  const middle = lines.slice(head, lines.length - tail);
  return (
    <>
      <VisibleText text={head === 0 ? "" : `${lines.slice(0, head).join("\n")}\n`} />
      <details className="group my-2 font-sans text-13 whitespace-normal" data-print="hide">
        <summary className="inline-flex items-center gap-2 rounded-sm text-muted hover:text-ink">
          <span aria-hidden className="text-faint group-open:rotate-90">
            ▸
          </span>
          {count(middle.length, "unchanged line")}
        </summary>
        <div className="reading mt-2 text-muted">
          <VisibleText text={middle.join("\n")} />
        </div>
      </details>
      <VisibleText text={tail === 0 ? "" : lines.slice(lines.length - tail).join("\n")} />
    </>
  );
}

import type { ReactNode } from "react";
import { type ProsePart, proseParts } from "@/components/diff/prose-parts";
import { VisibleText } from "@/components/diff/visible-text";
import { cx } from "@/components/ui/class-names";
import { count } from "@/components/ui/labels";

/** Unchanged runs longer than this many lines are folded to their ends. */
const FOLD_OVER_LINES = 14;
const KEEP_LINES = 3;

export type ProseDiffProps = { before: string | null; after: string | null; className?: string };

/** A diff to be read: one text, removed words struck through, added words underlined, both spoken. Renders on the server. */
export function ProseDiff({ before, after, className }: ProseDiffProps) {
  const parts = proseParts(before, after);
  const whole = parts.length === 1 && parts[0]?.kind !== "same" ? parts[0] : undefined;
  if (whole) return <WholeText part={whole} className={className} />;
  return (
    <div className={cx("reading", className)} lang="und">
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of two fixed texts have no identity but their order
        <Part key={i} part={part} first={i === 0} last={i === parts.length - 1} />
      ))}
    </div>
  );
}

/** A text that is new as a whole or goes as a whole: marked at its edge, because underlining all of it would only be hard to read. */
function WholeText({ part, className }: { part: ProsePart; className?: string }) {
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
          <VisibleText text={part.text.trimEnd()} />
        </span>
      ) : (
        <del className="bg-transparent">
          <VisibleText text={part.text.trimEnd()} />
        </del>
      )}
    </div>
  );
}

function Part({ part, first, last }: { part: ProsePart; first: boolean; last: boolean }): ReactNode {
  switch (part.kind) {
    case "added":
      return (
        <ins>
          <span className="sr-only"> added: </span>
          <VisibleText text={part.text} />
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
      return <SameText text={part.text} first={first} last={last} />;
    default:
      return part.kind satisfies never;
  }
}

function SameText({ text, first, last }: { text: string; first: boolean; last: boolean }) {
  const lines = text.split("\n");
  if (lines.length <= FOLD_OVER_LINES) return <VisibleText text={text} />;
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

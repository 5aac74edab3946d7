"use client";

import dynamic from "next/dynamic";
import { DiffView } from "@/components/diff/diff-view";
import { ProseDiff } from "@/components/diff/prose-diff";
import type { ProseNote } from "@/components/diff/prose-notes";
import { SourceView } from "@/components/diff/source-view";
import type { ChangeView } from "@/components/review/views";
import { patiently } from "@/components/ui/patiently";
import type { Change } from "@/lib/domain/views";

// The drawing of Markdown is asked for by few and weighs as much as all else on the pane.
const RenderedMarkdown = dynamic(() => patiently(() => import("@/components/diff/rendered-markdown").then((m) => m.RenderedMarkdown)), {
  ssr: false,
});

export type ChangeViewsProps = {
  change: Change;
  /** The text that would be applied. */
  text: string | null;
  view: ChangeView;
  notes: readonly ProseNote[];
  /** Nothing of the memory is folded. */
  whole: boolean;
  /** What is compared instead: how it read when the person last looked. */
  since?: { text: string | null } | undefined;
};

/** One change in the view that was asked for; the difference is the same in all of them. */
export function ChangeViews({ change, text, view, notes, whole, since }: ChangeViewsProps) {
  if (since) return <ProseDiff before={since.text} after={text} unfolded={whole} />;
  const same = change.op === "rename" || change.before === text;
  const shown = text ?? change.before ?? "";
  const what = text === null ? "What the agent reads now and will no longer read" : "What the agent would read";
  switch (view) {
    case "source":
      return (
        <>
          <What>{what}</What>
          <SourceView text={shown} label={`Source of ${change.path}`} />
        </>
      );
    case "rendered":
      return (
        <>
          <What>{what}</What>
          <RenderedMarkdown text={shown} label={`${change.path}, rendered`} below={2} />
        </>
      );
    case "prose":
    case "unified":
    case "split":
      if (same)
        return (
          <>
            <What>The words stay as they are.</What>
            <ProseDiff before={change.before} after={change.before} unfolded={whole} />
          </>
        );
      return (
        <>
          <DiffView
            id={`${change.id}:${change.decisions.length}`}
            before={change.before}
            after={text}
            view={view}
            label={`Difference in ${change.path}`}
            notes={notes}
            unfolded={whole}
          />
          {view === "prose" ? <Legend notes={notes} /> : null}
        </>
      );
    default:
      return view satisfies never;
  }
}

const What = ({ children }: { children: string }) => <p className="mb-3 text-13 text-muted">{children}</p>;

function Legend({ notes }: { notes: readonly ProseNote[] }) {
  const numbered = notes.some((n) => n.quotes.length > 0);
  const bare = notes.some((n) => n.unsupported);
  if (!numbered && !bare) return null;
  return (
    <p className="mt-3 flex flex-wrap gap-x-4 text-12 text-muted" data-print="hide">
      {numbered ? <span>Numbers lead to the quotes that the words rest on.</span> : null}
      {bare ? (
        <span>
          <span data-unsupported="true">Dotted</span>: no quote says it.
        </span>
      ) : null}
    </p>
  );
}

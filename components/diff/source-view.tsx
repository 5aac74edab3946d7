import { VisibleText } from "@/components/diff/visible-text";

/** A text as its bytes say it, with numbered lines: nothing is drawn that is not there, and hidden characters are badges. */
export function SourceView({ text, label }: { text: string; label: string }) {
  const lines = text.replace(/\n$/, "").split("\n");
  return (
    <section aria-label={label} className="border-y border-line bg-surface py-2 font-mono text-13 leading-5">
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of a fixed text has no identity but its place
        <div key={i} className="grid grid-cols-[44px_minmax(0,1fr)]">
          <span aria-hidden className="tabular pr-3 text-right text-12 leading-5 text-faint select-none">
            {i + 1}
          </span>
          <code className="pr-3 whitespace-pre-wrap wrap-anywhere">
            <VisibleText text={line} />
            {"\n"}
          </code>
        </div>
      ))}
    </section>
  );
}

import { VisibleText } from "@/components/diff/visible-text";
import { count } from "@/components/ui/labels";
import type { Span } from "@/lib/domain/evidence";
import { lostSentences } from "@/lib/domain/text/added";
import { sentences } from "@/lib/domain/text/sentences";
import type { Change } from "@/lib/domain/views";

/** Every memory that goes into a merge, and of each what the result still says and what it does not. */
export function MergeSources({ change, text }: { change: Change; text: string | null }) {
  if (change.op !== "merge" || !change.sources || text === null) return null;
  return (
    <section aria-labelledby="sources-title">
      <h3 id="sources-title" className="mb-1 text-13">{`What becomes of the ${count(change.sources.length, "memory", "memories")}`}</h3>
      <ul className="divide-y divide-line border-y border-line">
        {change.sources.map((s) => (
          <Source key={s.path} path={s.path} content={s.content} text={text} kept={s.path === (change.new_path ?? change.path)} />
        ))}
      </ul>
    </section>
  );
}

function Source({ path, content, text, kept }: { path: string; content: string; text: string; kept: boolean }) {
  const lost = lostSentences(content, text);
  const all = sentences(content).length;
  const survives =
    lost.length === 0
      ? "All of it survives"
      : lost.length >= all
        ? "None of it survives as it stands"
        : `${all - lost.length} of ${count(all, "sentence")} survive`;
  return (
    <li>
      <details open={lost.length > 0} className="group">
        <summary className="flex flex-wrap items-baseline gap-x-2 py-2 text-13 hover:bg-sunken">
          <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
            ▸
          </span>
          <code className="text-12 break-all">{path}</code>
          <span className="text-muted">{`${survives}; ${kept ? "the memory stays here" : "the memory ends"}.`}</span>
        </summary>
        <div className="reading pb-3 pl-5" lang="und">
          {pieces(content, lost).map((p) =>
            p.lost ? (
              <del key={p.start}>
                <span className="sr-only"> does not survive: </span>
                <VisibleText text={content.slice(p.start, p.end)} />
                <span className="sr-only"> (end) </span>
              </del>
            ) : (
              <VisibleText key={p.start} text={content.slice(p.start, p.end)} />
            ),
          )}
        </div>
      </details>
    </li>
  );
}

/** The text in its order, cut at what is lost. */
function pieces(content: string, lost: readonly Span[]): (Span & { lost: boolean })[] {
  const out: (Span & { lost: boolean })[] = [];
  let at = 0;
  for (const s of lost) {
    if (s.start > at) out.push({ start: at, end: s.start, lost: false });
    out.push({ start: s.start, end: s.end, lost: true });
    at = s.end;
  }
  const end = content.trimEnd().length;
  if (at < end) out.push({ start: at, end, lost: false });
  return out;
}

import { VisibleText } from "@/components/diff/visible-text";
import { cx } from "@/components/ui/class-names";
import { bytes } from "@/components/ui/labels";
import type { Span } from "@/lib/domain/evidence";

/** Longer texts show their beginning; the rest is one press away. */
const OPEN_CHARS = 4_000;
/** Beyond this a text is not put on the page whole: the raw session has it. */
const MAX_CHARS = 200_000;

type Props = {
  text: string;
  /** Characters of the whole text, where `text` is the beginning of it. */
  chars?: number | undefined;
  marks?: readonly Span[];
  mono?: boolean;
};

/** An event's text, cut where it is very long, `marks` highlighted wherever they stand. */
export function EventText({ text, chars = text.length, marks = [], mono }: Props) {
  const look = cx(mono ? "font-mono text-13 leading-5 whitespace-pre-wrap wrap-anywhere" : "reading");
  const from = marks[0]?.start ?? 0;
  if (text.length <= OPEN_CHARS || from > OPEN_CHARS - 500) {
    const shown = text.slice(0, Math.max(MAX_CHARS, from + OPEN_CHARS));
    return (
      <div className={look}>
        <VisibleText text={shown} marks={marks} />
        {shown.length < chars ? <CutNote rest={chars - shown.length} /> : null}
      </div>
    );
  }
  const head = cutAtBreak(text, OPEN_CHARS - 500);
  return (
    <div className={look}>
      <VisibleText text={head} marks={marks} />
      <details>
        <summary className="my-1 inline-block rounded-sm font-sans text-13 text-muted underline underline-offset-2 hover:text-ink">
          {`Show the other ${bytes(Math.min(text.length, MAX_CHARS) - head.length)}`}
        </summary>
        <VisibleText text={text.slice(head.length, MAX_CHARS)} />
        {chars > MAX_CHARS ? <CutNote rest={chars - MAX_CHARS} /> : null}
      </details>
    </div>
  );
}

const CutNote = ({ rest }: { rest: number }) => (
  <p className="mt-2 font-sans text-13 text-muted">{`Another ${bytes(rest)} are in the raw session and not shown here.`}</p>
);

function cutAtBreak(text: string, at: number): string {
  const newline = text.lastIndexOf("\n", at);
  const cut = newline > at - 800 ? newline + 1 : at;
  // Never between the two halves of a character.
  return text.slice(0, /[\ud800-\udbff]/.test(text[cut - 1] ?? "") ? cut - 1 : cut);
}

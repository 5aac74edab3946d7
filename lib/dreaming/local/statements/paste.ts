import type { Span } from "@/lib/domain/evidence";

/** A longer turn is taken as pasted: people do not type that much about themselves. */
export const MAX_OWN_CHARACTERS = 1_000;

const FENCE = /(?:^|\n)[ \t]*(```|~~~)[\s\S]*?(?:\n[ \t]*\1[^\n]*|$)/g;
const QUOTED_LINE = /^[ \t]*>.*$/gm;
const TAGGED = /<([A-Za-z][\w-]*)(?:\s[^<>]*)?>[\s\S]*?<\/\1>/g;
const TAG = /<\/?[A-Za-z][\w-]*(?:\s[^<>]*)?>/g;
const MAIL_HEADER = /^(?:From|To|Subject|Date|Sent|Cc|Reply-To):[ \t]*\S.*$/gm;
const FORWARDED = /^(?:-{3,} ?(?:Original|Forwarded) message ?-{3,}|Begin forwarded message:|On .{6,80} wrote:)[ \t]*$/im;
/** "Please summarise this mail:" says that what follows is somebody else's. */
const ANNOUNCED =
  /\b(?:this|that|the following|following|below|attached|an?|the)\s+(?:[\w-]+\s+){0,3}(?:e-?mail|mail|message|text|document|doc|article|letter|page|post|review|comment|ticket|log|logs|output|error|trace|transcript|snippet|code|paragraph|note from \w+|description|readme|file|report|website|thread)s?\b[^\n.!?]{0,60}:[ \t]*(?:\n|$)/i;
const CODE_LINE =
  /^[ \t]*(?:[{}[\]<|$#@;]|\/\/|\/\*|\d{4}-\d\d-\d\d[T ]\d\d:|(?:import|export|const|let|var|def|class|function|return|SELECT|INSERT|sudo|npm|git|curl)\b.*[;{}()=]).*$/gm;

function without(spans: Span[], cut: Span): Span[] {
  return spans.flatMap((s) => {
    if (cut.end <= s.start || cut.start >= s.end) return [s];
    return [
      { start: s.start, end: Math.max(s.start, cut.start) },
      { start: Math.min(s.end, cut.end), end: s.end },
    ].filter((x) => x.end > x.start);
  });
}

/**
 * Ranges of a user's turn that are their own words. The rest was pasted: code fences, quoted lines, tagged blocks, mails from their
 * first header on, what a line announces as somebody's text, lines of code or logs, and the whole of a turn over 1,000 characters.
 */
export function ownWords(text: string): { own: Span[]; pasted: boolean } {
  if (text.length > MAX_OWN_CHARACTERS) return { own: [], pasted: true };
  const cuts: Span[] = [];
  for (const pattern of [FENCE, QUOTED_LINE, TAGGED, TAG, CODE_LINE])
    for (const m of text.matchAll(pattern)) cuts.push({ start: m.index, end: m.index + m[0].length });
  const headers = [...text.matchAll(MAIL_HEADER)];
  if (headers.length >= 2) cuts.push({ start: headers[0]?.index ?? 0, end: text.length });
  const forwarded = FORWARDED.exec(text);
  if (forwarded) cuts.push({ start: forwarded.index, end: text.length });
  const announced = ANNOUNCED.exec(text);
  if (announced && announced.index + announced[0].length < text.length)
    cuts.push({ start: announced.index + announced[0].length, end: text.length });
  return { own: cuts.reduce(without, [{ start: 0, end: text.length }]), pasted: cuts.length > 0 };
}

const QUOTATION = /"[^"\n]{1,400}"|“[^”\n]{1,400}”|(?<=^|[\s(:,])'[^\n]{1,400}'(?=$|[\s).,;:!?])|‘[^\n]{1,400}’/g;

/** The sentence with every quotation of four words or more replaced by "…": what the speaker says in their own name. */
export function outsideQuotes(sentence: string): string {
  return sentence.replace(QUOTATION, (quoted) => ((quoted.match(/\p{L}+/gu) ?? []).length >= 4 ? "“…”" : quoted));
}

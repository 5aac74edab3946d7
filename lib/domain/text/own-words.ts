import { stem } from "@/lib/domain/text/words";

/** Words with which any engine frames what somebody said; they claim nothing. */
const FRAME =
  "user users said say says saying asked asks ask told tells tell stated states mentioned mentions wants want wanted prefers prefer preference note before earlier previously formerly currently now people person team everyone".split(
    " ",
  );

/**
 * The words of our own templates for mistakes, workflows and insights: how often, what followed, how it ended. Tool and argument names in
 * back-ticks come on top; the tool's own phrase does not.
 */
const TEMPLATE =
  `accepted accepts accept again added adding add after answer answers answered argument arguments ask asked asking attempt attempts before call calls called calling
 came case cases change changed changes changing common confirm confirmed confirmation describes description different does done each ended end error errors every escalated escalate failed fails fail failing failure
 field fields first fixed follow followed following follows found gave gives given got handed hand happened happens help helped human immediately include included input inputs instead
 kind known last lead leads leave leaving left list lookup looked look made makes message messages missing most name named names need needed needs new next nothing occurred often old once operation order
 other others outcome parameter parameters part pass passed passing pattern person present problem process reason recovered recovery reference refused refusal refuse repeat repeated replaced reply result results retry retried return returned returns
 right same saw seen sequence session sessions several share shape shown shows similar since single some sometimes started step steps still stopped success succeeded succeeds successful success task tasks then there through time times tool tools transferred
 tried tries try trying turned twice type used use useful using usual usually value values variant version wait was way ways went with work worked working works wrong write yes yet common commonly mostly written second look lookup object refuse`
    .split(/\s+/)
    .filter(Boolean);

const FRAME_STEMS = new Set(FRAME.map(stem));
const TEMPLATE_STEMS = new Set([...FRAME, ...TEMPLATE].map(stem));

/** Stems that need no quote in a memory of this kind. */
export function ownStems(kind: string): ReadonlySet<string> {
  return kind === "mistake" || kind === "workflow" || kind === "insight" ? TEMPLATE_STEMS : FRAME_STEMS;
}

import type { Span } from "@/lib/domain/evidence";

const NEGATION =
  /(?<![\p{L}\p{N}_])(?:no|not|never|none|nothing|nobody|nowhere|neither|nor|without|cannot|unless|except|excluding|\p{L}+n['’]t|dont|cant|wont|isnt|doesnt|nicht|kein\p{L}*|nie|niemals|ohne|jamais|sans|nunca|nada|ninguna?o?|jamás|non)(?![\p{L}\p{N}_])/giu;

/** Words that turn a statement round, in English and the commonest forms of German, French and Spanish. */
export function negations(text: string): (Span & { text: string })[] {
  return Array.from(text.matchAll(NEGATION), (m) => ({ text: m[0], start: m.index, end: m.index + m[0].length }));
}

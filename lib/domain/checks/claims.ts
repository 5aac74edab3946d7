import type { Claim } from "@/lib/domain/checks/check";
import type { Evidence, Span } from "@/lib/domain/evidence";
import { negations } from "@/lib/domain/text/negation";
import { type Quantity, quantities, sameQuantity } from "@/lib/domain/text/numbers";
import { ownStems } from "@/lib/domain/text/own-words";
import { isStopWord, sameStem, stem, words } from "@/lib/domain/text/words";
import { lowestTrust, TRUST_RANK, type Trust } from "@/lib/domain/transcript";

/** A sentence needs this share of its content words in the quotes; engines may put the rest in their own words. */
const MIN_COVERED = 0.6;
/** A sentence is a new wording of an old one when they share this much of their words. */
const MIN_REWORDED = 0.4;
const SLOT = /…|\.\.\.|‹[^›\n]{0,60}›|<[a-z][a-z_ ]{0,40}>/g;
const GERMAN = /(?<!\p{L})(?:der|die|das|und|ist|nicht|ein|eine|mit|für|auf|werden|sind)(?!\p{L})/giu;

type Token = Span & { text: string } & (
    | { class: "soft" | "name" | "identifier"; stem: string }
    | { class: "quantity"; quantity: Quantity }
    | { class: "negation" }
  );

/** `byStart`: stems of five letters or more by their first five, for forms of one word. */
type Quote = { stems: Set<string>; byStart: Map<string, string[]>; quantities: Quantity[]; negated: boolean };

/** What was read of quotes, by their text. */
export type QuoteCache = Map<string, Quote>;

export type ClaimInput = {
  after: string;
  kind: string;
  /** Sentences of `after` that are new. */
  added: readonly Span[];
  /** Sentences of the base that do not stand in `after` as they were: a new one may be a new wording of one of them. */
  replaced: readonly string[];
  evidence: readonly Evidence[];
  /** Evidence from `system` events, which never stands on its own. */
  isSystem: (evidence: Evidence) => boolean;
  /** Lower-case tool and argument names of the cited sessions, and names of whom they served. */
  knownNames: Pick<ReadonlySet<string>, "has">;
  errorPhrase: string | null;
  /** Quotes already read, by text: one quote supports many changes. */
  quotes?: QuoteCache;
};

/** Pairs each added sentence with the grounded evidence that speaks of it and says what that evidence covers. */
export function claimsOf(input: ClaimInput): Claim[] {
  const grounded = input.evidence.filter((e) => e.grounded);
  const cache = input.quotes ?? new Map<string, Quote>();
  const quotes = new Map(grounded.map((e) => [e, cached(cache, e.quote)]));
  const replaced = input.replaced.map((text) => ({ text, words: contentWords(text) }));
  const phrases = phraseSpans(input.after, input.errorPhrase, input.added);
  return bounded(input.added).map((span) => claimOf(span, input, grounded, quotes, phrases, replaced));
}

/** More sentences than a person reads: what comes after the last is looked at as one. */
const MAX_CLAIMS = 1_000;

function bounded(added: readonly Span[]): readonly Span[] {
  const rest = added[MAX_CLAIMS - 1];
  const end = added.at(-1)?.end;
  return added.length <= MAX_CLAIMS || !rest || end === undefined ? added : [...added.slice(0, MAX_CLAIMS - 1), { start: rest.start, end }];
}

function claimOf(
  span: Span,
  input: ClaimInput,
  grounded: readonly Evidence[],
  quotes: Map<Evidence, Quote>,
  phrases: readonly Span[],
  replaced: readonly Replaced[],
): Claim {
  const text = input.after.slice(span.start, span.end);
  const { tokens, hasOwn } = tokensOf(text, span.start, input, phrases);
  const demanded = withoutReplaced(tokens, text, replaced);
  const about = grounded.filter((e) => {
    if (e.supports.length > 0) return e.supports.some((s) => s.start < span.end && s.end > span.start);
    const quote = quotes.get(e);
    return tokens.length === 0 || (quote !== undefined && tokens.some((t) => t.class !== "negation" && says(quote, t)));
  });
  const usable = about.some((e) => !input.isSystem(e)) ? about : [];
  const lowest = lowestOf(usable);
  const base = { ...span, text, evidence: usable, lowest };
  if (tokens.length === 0 || (hasOwn && isOwnKind(input.kind) && tokens.every((t) => t.class === "negation"))) {
    const any = usable.length > 0 ? usable : grounded.filter((e) => !input.isSystem(e));
    const low = lowestOf(any);
    return {
      ...base,
      evidence: any,
      lowest: low,
      own: true,
      trust: low,
      unquoted: any.length > 0 ? [] : [text],
      changed: [],
      externalOnlyInPhrase: true,
    };
  }

  const saidAt = (trust: Trust) => {
    const level = usable.filter((e) => TRUST_RANK[e.trust] >= TRUST_RANK[trust]);
    if (!level.some((e) => !input.isSystem(e))) return new Set<Token>();
    return new Set(demanded.filter((t) => level.some((e) => says(quotes.get(e), t))));
  };
  const said = saidAt("external");
  const content = demanded.filter((t) => t.class === "soft" || t.class === "name" || t.class === "identifier");
  const coveredShare = content.length === 0 ? (usable.length > 0 ? 1 : 0) : content.filter((t) => said.has(t)).length / content.length;
  const unquotedHard = content.filter((t) => t.class !== "soft" && !said.has(t));
  const covered = usable.length > 0 && coveredShare >= MIN_COVERED && unquotedHard.length === 0;
  const trust = covered
    ? ((["operator", "user", "agent", "external"] as const).find(
        (level) => usable.some((e) => TRUST_RANK[e.trust] >= TRUST_RANK[level]) && saidAt(level).size === said.size,
      ) ?? "external")
    : null;
  const trusted = saidAt("agent");
  return {
    ...base,
    own: false,
    trust,
    unquoted: covered ? [] : (unquotedHard.length > 0 ? unquotedHard : content.filter((t) => !said.has(t))).map((t) => t.text),
    changed: [...demanded.filter((t) => !said.has(t)).flatMap(changedValue), ...droppedNegation(demanded, span, usable, quotes)],
    externalOnlyInPhrase: [...said].every((t) => trusted.has(t) || phrases.some((p) => t.start >= p.start && t.end <= p.end)),
  };
}

function changedValue(token: Token): Claim["changed"] {
  const at = { start: token.start, end: token.end, text: token.text };
  if (token.class === "quantity") return [{ ...at, what: token.quantity.kind }];
  return token.class === "negation" ? [{ ...at, what: "negation" }] : [];
}

const lowestOf = (list: readonly Evidence[]): Trust | null => (list.length > 0 ? lowestTrust(list.map((e) => e.trust)) : null);
const isOwnKind = (kind: string) => kind === "mistake" || kind === "workflow" || kind === "insight";

/** Our words around a phrase may hold a "not"; the phrase's and everybody else's count. */
function tokensOf(text: string, offset: number, input: ClaimInput, phrases: readonly Span[]): { tokens: Token[]; hasOwn: boolean } {
  const open = text.replace(SLOT, (m) => " ".repeat(m.length));
  const own = ownStems(input.kind);
  const german = (text.match(GERMAN)?.length ?? 0) >= 2;
  const inPhrase = (start: number, end: number) => phrases.some((p) => start + offset >= p.start && end + offset <= p.end);
  const code = codeSpans(text);
  const ours = code.filter((c) => isKnown(text.slice(c.start, c.end), input.knownNames) || isShape(text, c, input.kind));
  const known = (start: number, end: number) => ours.some((c) => start >= c.start && end <= c.end);
  const tokens: Token[] = [];
  const values = quantities(open).filter((q) => !q.loose && !known(q.start, q.end));
  for (const q of values) tokens.push({ class: "quantity", quantity: q, text: q.text, start: q.start + offset, end: q.end + offset });
  const nots = negations(open).filter((n) => !known(n.start, n.end));
  for (const n of nots) tokens.push({ class: "negation", text: n.text, start: n.start + offset, end: n.end + offset });
  let hasOwn = false;
  let first = true;
  for (const w of words(open)) {
    const begins = first || /[:"“'`(]\s*$/.test(text.slice(Math.max(0, w.start - 2), w.start));
    first = false;
    if ([...values, ...nots].some((s) => w.start < s.end && w.end > s.start)) continue;
    const s = stem(w.text);
    if (known(w.start, w.end) || (!inPhrase(w.start, w.end) && own.has(s))) {
      hasOwn = true;
      continue;
    }
    if (isStopWord(w.text)) {
      hasOwn ||= isOwnKind(input.kind);
      continue;
    }
    const at = { text: w.text, stem: s, start: w.start + offset, end: w.end + offset };
    if (/[_@/:]|\p{L}.*\p{N}|\p{N}.*\p{L}|\p{L}\.\p{L}/u.test(w.text)) tokens.push({ ...at, class: "identifier" });
    else if (!begins && !german && /^\p{Lu}/u.test(w.text) && !input.knownNames.has(w.text.toLowerCase()))
      tokens.push({ ...at, class: "name" });
    else tokens.push({ ...at, class: "soft" });
  }
  return { tokens, hasOwn };
}

const isKnown = (code: string, names: Pick<ReadonlySet<string>, "has">) =>
  names.has(code.toLowerCase()) || names.has(code.toLowerCase().replace(/\(\)$/, ""));

/** "written like `9-9-9`": the shape of a value, every digit a 9. */
const isShape = (text: string, c: Span, kind: string) =>
  kind === "mistake" &&
  c.end - c.start <= 40 &&
  /written like `$/.test(text.slice(0, c.start)) &&
  !/[0-8]/.test(text.slice(c.start, c.end));

function codeSpans(text: string): Span[] {
  return Array.from(text.matchAll(/`([^`\n]{1,120})`/g), (m) => ({ start: m.index + 1, end: m.index + 1 + (m[1]?.length ?? 0) }));
}

/** What stood in the sentence that this one replaces needs no new evidence, as long as something else does. */
type Replaced = { text: string; words: ReadonlySet<string> };

function withoutReplaced(tokens: Token[], text: string, replaced: readonly Replaced[]): Token[] {
  let best: string | null = null;
  let score = MIN_REWORDED;
  const own = contentWords(text);
  for (const old of replaced) {
    const other = old.words;
    let both = 0;
    for (const w of own) if (other.has(w)) both++;
    const share = both / Math.max(1, own.size + other.size - both);
    if (share >= score) {
      score = share;
      best = old.text;
    }
  }
  if (best === null) return tokens;
  const stood = quoteOf(best);
  const rest = tokens.filter((t) => !says(stood, t));
  return rest.length > 0 ? rest : tokens;
}

const contentWords = (text: string) =>
  new Set(
    words(text)
      .filter((w) => !isStopWord(w.text))
      .map((w) => stem(w.text)),
  );

function cached(cache: QuoteCache, text: string): Quote {
  const known = cache.get(text);
  if (known) return known;
  const quote = quoteOf(text);
  cache.set(text, quote);
  return quote;
}

function quoteOf(text: string): Quote {
  const stems = new Set<string>();
  for (const w of words(text)) {
    stems.add(stem(w.text));
    // The parts of an identifier count as words too: "payment_id" says "payment".
    for (const part of w.text.split(/[^\p{L}\p{N}]+/u)) if (part !== w.text && part !== "") stems.add(stem(part));
  }
  const byStart = new Map<string, string[]>();
  for (const s of stems) if (s.length >= 5) byStart.set(s.slice(0, 5), [...(byStart.get(s.slice(0, 5)) ?? []), s]);
  return { stems, byStart, quantities: quantities(text), negated: negations(text).length > 0 };
}

function says(quote: Quote | undefined, token: Token): boolean {
  if (!quote) return false;
  switch (token.class) {
    case "quantity":
      return quote.quantities.some((q) => sameQuantity(token.quantity, q));
    case "negation":
      return quote.negated;
    case "identifier":
      return quote.stems.has(token.stem);
    case "name":
    case "soft":
      return (
        quote.stems.has(token.stem) ||
        (token.stem.length >= 5 && (quote.byStart.get(token.stem.slice(0, 5)) ?? []).some((s) => sameStem(s, token.stem)))
      );
    default:
      return token satisfies never;
  }
}

/** A sentence that has all words of a negated quote but its negation says the opposite. */
function droppedNegation(
  tokens: readonly Token[],
  span: Span,
  evidence: readonly Evidence[],
  quotes: Map<Evidence, Quote>,
): Claim["changed"] {
  if (tokens.some((t) => t.class === "negation") || tokens.length === 0) return [];
  const content = tokens.filter((t) => t.class !== "quantity");
  const whole = evidence.filter((e) => content.length > 0 && content.every((t) => says(quotes.get(e), t)));
  if (whole.length === 0) return [];
  const opposite = whole.every((e) => {
    const quote = quotes.get(e);
    // Only where the quote is hardly longer than the sentence: a long quote may negate something else.
    return quote?.negated === true && contentSize(e.quote) <= content.length + 2;
  });
  return opposite ? [{ start: span.start, end: span.end, text: "", what: "negation" }] : [];
}

const contentSize = (text: string) => words(text).filter((w) => !isStopWord(w.text) && negations(w.text).length === 0).length;

/** Where the error phrase stands, and headings that repeat a part of it as it is. */
function phraseSpans(after: string, phrase: string | null, added: readonly Span[]): Span[] {
  if (!phrase) return [];
  const found: Span[] = [];
  for (let at = after.indexOf(phrase); at >= 0; at = after.indexOf(phrase, at + phrase.length))
    found.push({ start: at, end: at + phrase.length });
  for (const s of added) {
    const heading = /^#{1,6}\s.*?:\s+(.+)$/.exec(after.slice(s.start, s.end));
    if (heading?.[1] && phrase.includes(heading[1])) found.push({ start: s.end - heading[1].length, end: s.end });
  }
  return found;
}

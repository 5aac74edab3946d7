import type { BaseMemory, Considered, DraftChange } from "@/lib/domain/dream";
import { TRUST_RANK } from "@/lib/domain/transcript";
import type { Reconciled } from "@/lib/dreaming/local/candidate";
import { linesOfMemory } from "@/lib/dreaming/local/facts/memory-lines";
import { type Limited, limitedSentences } from "@/lib/dreaming/local/facts/validity";
import { byText } from "@/lib/dreaming/local/facts/words";
import { scopeOf } from "@/lib/dreaming/speaker";

/** A memory that says of itself that it no longer holds. */
const OBSOLETE =
  /^(?:[-*>\s]|\*\*|__)*(?:(?:this|the) (?:note|memory|rule|policy|page|file|entry|section|document|guideline|instruction) (?:is|has been|was) (?:now )?(?:obsolete|superseded|outdated|deprecated|replaced|withdrawn|retired|no longer (?:valid|true|current|in force))|(?:obsolete|superseded|deprecated)\b(?:\*\*|__)?\s*(?:[:.(–—-]|by\b|since\b|$)|no longer (?:valid|in force)\b)/iu;
/** "Valid until ..." says it of the whole memory, wherever it stands. */
const WHOLE =
  /^(?:[-*>\s]|\*\*|__)*(?:valid|validity|expires|expiry|expiration|in force|effective|applies|this (?:note|memory|rule|policy|page|file|entry) )/iu;

/** A memory of one statement, with what it said before, is not longer than this. */
const MAX_STATEMENT = 2_000;

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);

/**
 * Drafts what is to go: memories that say they are superseded, that limited their own validity to before `asOf` (RFC 3339), or whose statement a newer
 * memory contradicts. Where only one sentence of several has run out, that sentence alone goes. What another change writes or consumes is left alone;
 * protected memories are drafted too, the gate holds them. New memories that have run out already are taken out of `changes`.
 */
export function prune(memories: readonly BaseMemory[], asOf: string, changes: readonly DraftChange[]): Reconciled {
  const now = Date.parse(asOf);
  const considered: Considered[] = [];
  const kept = changes.filter((change) => {
    const gone = change.op === "create" && runOut(change, now);
    if (gone) considered.push({ text: shorten(firstLine(change.after ?? "")), outcome: "dropped", rule: "expired" });
    return !gone;
  });
  const touched = new Set(kept.flatMap((c) => [c.path, ...(c.newPath ? [c.newPath] : []), ...(c.sources ?? [])]));
  const sorted = [...memories].sort((a, b) => byText(a.path, b.path));
  const outdated = supersededBy(sorted, touched);
  for (const memory of sorted) {
    if (touched.has(memory.path) || memory.kind === "index") continue;
    const change = expired(memory, now) ?? obsolete(memory) ?? superseded(memory, outdated.get(memory.path));
    if (!change) continue;
    kept.push(change);
    considered.push({ text: memory.path, outcome: "proposed", rule: change.op === "delete" ? "pruned" : "pruned-sentence" });
  }
  return { changes: kept, considered };
}

/** An item of a list, or a limit with a statement of its own behind it ("Valid until 1 October: parking is free"), limits that statement alone. */
function limitsTheWhole(content: string, { text, start }: Limited): boolean {
  if (!WHOLE.test(text)) return false;
  const before = content.slice(content.lastIndexOf("\n", start - 1) + 1, start);
  if (/^\s*(?:[-*+•]|\d{1,3}[.)])\s/.test(before) && content.slice(0, start).trim() !== before.trim()) return false;
  if (/^(?:[-*>\s]|\*\*|__)*this /iu.test(text)) return true;
  const colon = text.search(/\d[^:]*:\s+\p{L}/u);
  return colon < 0;
}

function runOut(change: DraftChange, now: number): boolean {
  if (change.after === null || (change.kind !== "fact" && change.kind !== "preference")) return false;
  const limited = limitedSentences(change.after, null);
  return limited.length > 0 && limited.every((s) => s.until < now) && linesOfMemory(change.after).length <= limited.length;
}

const gone = (memory: BaseMemory, quote: string, start: number, reason: string): DraftChange => ({
  op: "delete",
  kind: memory.kind,
  path: memory.path,
  after: null,
  reason,
  key: memory.key,
  evidence: [{ source: "memory", path: memory.path, quote, start }],
});

function expired(memory: BaseMemory, now: number): DraftChange | null {
  const limited = limitedSentences(memory.content, memory.evidenceAt === null ? null : Date.parse(memory.evidenceAt));
  const past = limited.filter((s) => s.until < now);
  const [first] = past;
  // A sentence whose date is still to come keeps the memory it stands in.
  if (!first || limited.some((s) => s.until >= now && limitsTheWhole(memory.content, s))) return null;
  const whole = past.find((s) => limitsTheWhole(memory.content, s));
  const rest = linesOfMemory(memory.content).filter((line) => !past.some((s) => line.start < s.end && line.end > s.start));
  if (whole || rest.length === 0) {
    const said = whole ?? first;
    return gone(memory, said.text, said.start, `It limits its own validity to ${day(said.until)}, which is past: “${shorten(said.text)}”`);
  }
  return {
    op: "update",
    kind: memory.kind,
    path: memory.path,
    after: without(memory.content, past),
    reason: past.map((s) => `“${shorten(s.text)}” holds until ${day(s.until)}, which is past.`).join(" "),
    key: memory.key,
    evidence: past.map((s) => ({ source: "memory", path: memory.path, quote: s.text, start: s.start })),
  };
}

/** The content without these sentences, and without their line where nothing else stands on it. Every other byte stays. */
function without(content: string, sentences: readonly Limited[]): string {
  let text = content;
  for (const s of [...sentences].sort((a, b) => b.start - a.start)) {
    const lineStart = text.lastIndexOf("\n", s.start - 1) + 1;
    const newline = text.indexOf("\n", s.end);
    const lineEnd = newline < 0 ? text.length : newline + 1;
    const before = text.slice(lineStart, s.start);
    const after = text.slice(s.end, lineEnd);
    if (/^[\s\d.)>*+-]*$/.test(before) && after.trim() === "") text = text.slice(0, lineStart) + text.slice(lineEnd);
    else
      text =
        text.slice(0, s.start).replace(/[ \t]+$/, after.trim() === "" ? "" : " ") +
        (after.trim() === "" ? text.slice(s.end) : text.slice(s.end).replace(/^[ \t]+/, before.trim() === "" ? "" : ""));
  }
  return text;
}

function obsolete(memory: BaseMemory): DraftChange | null {
  if (!/obsolete|superseded|deprecated|outdated|replaced|withdrawn|retired|no longer/i.test(memory.content)) return null;
  for (const line of linesOfMemory(memory.content)) {
    const quote = memory.content.slice(line.start, line.end);
    if (OBSOLETE.test(quote)) return gone(memory, quote, line.start, `It says itself that it no longer holds: “${shorten(quote)}”`);
  }
  return null;
}

type Newer = { memory: BaseMemory; quote: string; start: number };

/** Single statements about one slot, stated at different known times: the older ones, with the newest. */
function supersededBy(memories: readonly BaseMemory[], touched: ReadonlySet<string>): Map<string, Newer> {
  const bySlot = new Map<string, { memory: BaseMemory; value: string; line: { start: number; end: number } }[]>();
  for (const memory of memories) {
    if (memory.kind !== "fact" || memory.evidenceAt === null || touched.has(memory.path) || memory.content.length > MAX_STATEMENT) continue;
    const [line, another] = linesOfMemory(memory.content);
    if (!line?.told.slot || another) continue;
    const slot = `${scopeOf(memory.path)}${line.told.slot.key}`;
    const list = bySlot.get(slot) ?? [];
    list.push({ memory, value: line.told.slot.value.toLowerCase(), line });
    bySlot.set(slot, list);
  }
  const found = new Map<string, Newer>();
  for (const list of bySlot.values()) {
    const [newest] = [...list].sort(
      (a, b) => Date.parse(b.memory.evidenceAt ?? "") - Date.parse(a.memory.evidenceAt ?? "") || byText(a.memory.path, b.memory.path),
    );
    if (!newest) continue;
    for (const other of list) {
      const older = Date.parse(other.memory.evidenceAt ?? "") < Date.parse(newest.memory.evidenceAt ?? "");
      if (!older || other.value === newest.value || TRUST_RANK[newest.memory.trust] < TRUST_RANK[other.memory.trust]) continue;
      const { start, end } = newest.line;
      found.set(other.memory.path, { memory: newest.memory, quote: newest.memory.content.slice(start, end), start });
    }
  }
  return found;
}

function superseded(memory: BaseMemory, newer: Newer | undefined): DraftChange | null {
  if (!newer) return null;
  const [line] = linesOfMemory(memory.content);
  if (!line) return null;
  const change = gone(
    memory,
    memory.content.slice(line.start, line.end),
    line.start,
    `A newer memory says otherwise: “${shorten(newer.quote)}” in ${newer.memory.path}.`,
  );
  return {
    ...change,
    evidence: [...change.evidence, { source: "memory", path: newer.memory.path, quote: newer.quote, start: newer.start }],
  };
}

const firstLine = (text: string): string => text.split("\n").find((line) => line.trim() !== "") ?? "";

import type { BaseMemory, DraftChange } from "@/lib/domain/dream";
import type { DraftEvidence, Span } from "@/lib/domain/evidence";
import type { Candidate } from "@/lib/dreaming/local/candidate";
import type { DraftPaths } from "@/lib/dreaming/local/facts/draft-paths";
import type { MemoryLine } from "@/lib/dreaming/local/facts/memory-lines";
import type { Told } from "@/lib/dreaming/local/facts/relate";
import type { Indexed } from "@/lib/dreaming/local/facts/statement-index";
import { parseWording, render } from "@/lib/dreaming/local/facts/wording";

type Said = { candidate: Candidate; told: Told };

/** A statement that stands in the memory (`from`) or is new, with what was said about it in this dream, oldest first. */
export type Entry = Indexed & {
  told: Told;
  keys: readonly string[];
  from: { memory: BaseMemory; line: MemoryLine } | null;
  said: Said[];
  /** What it may contradict, when code cannot tell. */
  against: Entry | null;
};

type Former = { text: string; evidence: DraftEvidence[] };
type Edit = { start: number; end: number; text: string; said: Said };

const currentValue = (told: Told): string => told.slot?.value ?? told.text;
const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);
const supporting = (evidence: readonly DraftEvidence[], span: Span): DraftEvidence[] => evidence.map((e) => ({ ...e, supports: [span] }));

/** Former values, newest first: what was said before in this dream, then what the memory said, then what it had kept. */
function formerOf(entry: Entry, said: readonly Said[]): Former[] {
  const current = said.at(-1);
  const found: Former[] = said
    .slice(0, -1)
    .map((s) => ({ text: currentValue(s.told), evidence: s.candidate.evidence.slice(-1) }))
    .reverse();
  const memory = entry.from?.memory;
  const wording = memory ? parseWording(memory.content) : null;
  if (entry.from && memory && wording) {
    const { line } = entry.from;
    found.push({
      text: currentValue(line.told),
      evidence: [{ source: "memory", path: memory.path, quote: memory.content.slice(line.start, line.end), start: line.start }],
    });
    const at = memory.content.indexOf("Before: ");
    const kept: DraftEvidence[] =
      at < 0 ? [] : [{ source: "memory", path: memory.path, quote: memory.content.slice(at).trimEnd(), start: at }];
    for (const text of wording.former) found.push({ text, evidence: kept });
  }
  const seen = new Set([current ? currentValue(current.told).toLowerCase() : ""]);
  return found.filter((f) => {
    const key = f.text.toLowerCase().replace(/\.$/, "");
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

function composed(entry: Entry, said: readonly Said[]): { after: string; evidence: DraftEvidence[] } {
  const last = said.at(-1);
  if (!last) throw new Error("a statement that nobody made");
  const former = last.candidate.kind === "fact" ? formerOf(entry, said) : [];
  const drawn = render(
    last.candidate.text,
    former.map((f) => f.text),
  );
  if (former.length === 0) return { after: drawn.text, evidence: last.candidate.evidence };
  const evidence = supporting(last.candidate.evidence, drawn.statement);
  drawn.former.forEach((span, i) => {
    evidence.push(...supporting(former[i]?.evidence ?? [], span));
  });
  return { after: drawn.text, evidence: merged(evidence) };
}

/** One row for each quote; what it supports is joined. */
function merged(evidence: readonly DraftEvidence[]): DraftEvidence[] {
  const rows = new Map<string, DraftEvidence>();
  for (const e of evidence) {
    const key =
      e.source === "memory" ? `m|${e.path}|${e.start}|${e.quote}` : `t|${e.transcriptId}|${e.revision}|${e.eventSeq}|${e.start}|${e.quote}`;
    const seen = rows.get(key);
    rows.set(key, seen ? { ...seen, supports: [...(seen.supports ?? []), ...(e.supports ?? [])] } : e);
  }
  return [...rows.values()];
}

/** A new memory. One that may contradict another says so. */
export function draftCreate(entry: Entry, paths: DraftPaths): DraftChange {
  const last = entry.said.at(-1);
  if (!last) throw new Error("a statement that nobody made");
  const { candidate } = last;
  const rival = rivalOf(entry);
  const possible = entry.against !== null || candidate.possibleContradiction === true || rival?.byAnother === true;
  const doubt = entry.against
    ? ` It may contradict “${shorten(entry.against.told.text).replace(/\.$/, "")}”${placeOf(entry.against)}: code cannot tell an update from a different fact.`
    : rival
      ? ` Another session says “${shorten(currentValue(rival.said.told)).replace(/\.$/, "")}”; which of the two is newer rests on their order of arrival.`
      : "";
  return {
    op: "create",
    kind: candidate.kind,
    path: paths.claim(entry.said[0]?.candidate.path ?? candidate.path),
    ...composed(entry, entry.said),
    reason: candidate.reason + doubt,
    key: candidate.key,
    ...(possible ? { possibleContradiction: true } : {}),
  };
}

/** What was said just before the newest statement, in another session, when no time tells which of the two is newer. */
function rivalOf(entry: Entry): { said: Said; byAnother: boolean } | null {
  const [last, before] = [entry.said.at(-1), entry.said.at(-2)];
  if (!last || !before || last.candidate.kind !== "fact") return null;
  const [a, b] = [last.candidate, before.candidate];
  const sameSession = b.sessions.every((id) => a.sessions.includes(id));
  const ordered = a.statedAt !== null && b.statedAt !== null && Date.parse(a.statedAt) !== Date.parse(b.statedAt);
  if (sameSession || ordered) return null;
  return {
    said: before,
    byAnother: a.speakers !== undefined && b.speakers !== undefined && !b.speakers.some((user) => a.speakers?.includes(user)),
  };
}

const placeOf = (entry: Entry): string => (entry.from ? ` in ${entry.from.memory.path}` : " in another change of this proposal");

/**
 * Updates of existing memories, one for each, and the entries that are left to be new memories. A doubtful statement becomes an update only of a
 * memory that nothing else changes, so that one decision never covers a sure and a doubtful change.
 */
export function draftUpdates(entries: readonly Entry[]): { changes: DraftChange[]; left: Entry[] } {
  const sure = new Map<BaseMemory, Entry[]>();
  const doubtful = new Map<BaseMemory, Entry[]>();
  const left: Entry[] = [];
  for (const entry of entries) if (entry.from && entry.said.length > 0) push(sure, entry.from.memory, entry);
  for (const entry of entries) {
    if (entry.from || entry.said.length === 0) continue;
    const target = entry.against?.from;
    if (!target || sure.has(target.memory)) {
      left.push(entry);
      continue;
    }
    const others = doubtful.get(target.memory) ?? [];
    const rival = others.find((o) => o.against === entry.against);
    // Of two doubtful statements about one sentence the newer is shown as its update.
    if (rival) left.push(rival);
    doubtful.set(target.memory, [...others.filter((o) => o !== rival), entry]);
  }
  const changes = [
    ...[...sure].map(([memory, list]) => draftUpdate(memory, list, false)),
    ...[...doubtful].map(([memory, list]) => draftUpdate(memory, list, true)),
  ];
  return { changes, left };
}

function draftUpdate(memory: BaseMemory, list: readonly Entry[], possible: boolean): DraftChange {
  const targets = list.map((entry) => ({ entry, at: possible ? entry.against?.from : entry.from }));
  const [only] = targets;
  const last = only?.entry.said.at(-1);
  const reason = targets.map(({ entry, at }) => reasonOf(entry, at?.line, possible)).join(" ");
  const shared = {
    op: "update" as const,
    kind: memory.kind,
    path: memory.path,
    reason,
    ...(possible ? { possibleContradiction: true } : {}),
  };
  if (targets.length === 1 && only?.at && last && isOurs(memory)) {
    const key = last.candidate.key.startsWith("slot|") ? last.candidate.key : memory.key;
    return { ...shared, key, ...composed({ ...only.entry, from: only.at }, only.entry.said) };
  }
  const edits = targets.flatMap(({ entry, at }) => (at ? [editOf(at.line, entry, memory.content)] : []));
  return { ...shared, key: memory.key, ...edited(memory.content, edits) };
}

/** Written by this engine: it has a key, or, after an export and import, at least the former values under the statement. */
function isOurs(memory: BaseMemory): boolean {
  const wording = parseWording(memory.content);
  return wording !== null && (memory.key !== null || wording.former.length > 0);
}

function reasonOf(entry: Entry, line: MemoryLine | undefined, possible: boolean): string {
  const said = entry.said.at(-1)?.candidate.reason ?? "";
  const old = line ? `“${shorten(line.told.text).replace(/\.$/, "")}”` : "what the memory says";
  return possible ? `${said} It may contradict ${old}: code cannot tell an update from a different fact.` : `${said} It replaces ${old}.`;
}

/** Replaces one sentence. A labelled line keeps its label, a line without a final stop gets none. */
function editOf(line: MemoryLine, entry: Entry, content: string): Edit {
  const said = entry.said.at(-1);
  if (!said) throw new Error("an edit without a statement");
  const old = content.slice(line.start, line.end);
  const stopped = /[.!?]["'”’)]*$/.test(old);
  if (line.label && said.told.slot && said.told.slot.key === line.label.slot.key) {
    return { start: line.label.valueStart, end: line.end, text: said.told.slot.value + (stopped ? "." : ""), said };
  }
  const text = stopped ? said.candidate.text : said.candidate.text.replace(/(?<=\p{L}|\p{N})\.$/u, "");
  return { start: line.start, end: line.end, text, said };
}

/** The content with its edits made and every other byte as it was. */
function edited(content: string, edits: readonly Edit[]): { after: string; evidence: DraftEvidence[] } {
  let after = "";
  let at = 0;
  const evidence: DraftEvidence[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    after += content.slice(at, edit.start);
    evidence.push(...supporting(edit.said.candidate.evidence, { start: after.length, end: after.length + edit.text.length }));
    after += edit.text;
    at = edit.end;
  }
  return { after: after + content.slice(at), evidence };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

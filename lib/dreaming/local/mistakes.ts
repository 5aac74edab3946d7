import type { BaseMemory, Considered } from "@/lib/domain/dream";
import type { DraftEvidence, Span } from "@/lib/domain/evidence";
import { type Call, callsOf, leavesOf, wentThrough } from "@/lib/dreaming/local/calls";
import type { Candidate, Extraction, SortedSession } from "@/lib/dreaming/local/candidate";
import { isShownTool, judgePhrase } from "@/lib/dreaming/local/error-phrase";
import { contrastOf } from "@/lib/dreaming/local/errors/contrast";
import { type Recovery, recoveryOf, type Track, trackOf } from "@/lib/dreaming/local/errors/recovery";
import { type ErrorTemplate, templateOf } from "@/lib/dreaming/local/errors/template";
import { nameFinder } from "@/lib/dreaming/local/names";
import { slugOf, toolSlugOf } from "@/lib/dreaming/local/slug";
import { newest, statedAt } from "@/lib/dreaming/local/sort";
import { counted, mistakeReason, mistakeText, titleOf } from "@/lib/dreaming/local/words";
import { maskSpans } from "@/lib/dreaming/secrets";

/** Sessions that must show an error before it is proposed: what one session shows may be chance. */
export const MIN_SUPPORT = 2;
/** A loop of one session need not be quoted to its end. */
const MAX_QUOTES_PER_SESSION = 20;
const MAX_QUOTE_CHARS = 240;
/** Accepted calls of a tool that the comparison with the refused ones looks at. */
const MAX_ACCEPTED = 2_000;

type Occurrence = { session: SortedSession; track: Track; at: number; call: Call; template: ErrorTemplate };

/** What one session adds: its refused calls, and the accepted calls by tool. */
export type SessionErrors = { refused: Occurrence[]; accepted: Map<string, Call[]> };

/** Reads one session; sessions are independent, so that a dream can be canceled between them. */
export function readErrors(session: SortedSession): SessionErrors {
  const calls = callsOf(session);
  const refused: Occurrence[] = [];
  const accepted = new Map<string, Call[]>();
  const track = trackOf(calls, session.events);
  const isName = nameFinder(session.events);
  calls.forEach((call, at) => {
    if (call.error) refused.push({ session, track, at, call, template: templateOf(call.error.message, leavesOf(call.input), isName) });
    else if (wentThrough(call)) {
      const list = accepted.get(call.name);
      if (list) list.push(call);
      else accepted.set(call.name, [call]);
    }
  });
  return { refused, accepted };
}

type Group = { key: string; tool: string; phrase: string; list: Occurrence[] };

/**
 * The tool errors that recur, as candidates; what one session alone shows, or whose words may not be shown, as considered. `memories` is what is already known:
 * a candidate with a memory's key keeps of its text what these sessions do not speak against.
 */
export function findMistakes(
  read: readonly SessionErrors[],
  sessions: readonly SortedSession[],
  memories: readonly BaseMemory[] = [],
): Extraction {
  const standing = standingText(memories);
  const outcomes = new Map(sessions.map((s) => [s.transcriptId, s.outcome.result]));
  const candidates: Candidate[] = [];
  const considered: Considered[] = [];
  for (const group of grouped(read.flatMap((r) => r.refused))) {
    const roots = new Set(group.list.map((o) => o.session.root));
    const verdict = isShownTool(group.tool)
      ? judgePhrase(group.phrase)
      : ({ shown: false, why: "the tool's name could be a sentence" } as const);
    if (roots.size < MIN_SUPPORT) considered.push({ text: inWords(group, verdict), outcome: "dropped", rule: "below-support" });
    else if (!verdict.shown)
      considered.push({ text: inWords(group, verdict), outcome: "dropped", rule: hidesSecret(group) ? "secret" : "phrase-not-shown" });
    else candidates.push(candidateOf(group, read, outcomes, standing));
  }
  return { candidates: withOwnPaths(candidates), considered };
}

/** What the memory already says of an error: under its key, else, where an import lost the keys, under its path. */
function standingText(memories: readonly BaseMemory[]): (key: string, path: string) => string | null {
  const own = memories.filter((memory) => memory.kind === "mistake");
  const byKey = new Map(own.map((memory) => [memory.key, memory.content]));
  const byPath = new Map(own.filter((memory) => memory.key === null).map((memory) => [memory.path, memory.content]));
  return (key, path) => byKey.get(key) ?? byPath.get(path) ?? null;
}

const hidesSecret = ({ list }: Group): boolean => list.some((o) => maskSpans(o.call.error?.message ?? "").length > 0);

function inWords(group: Group, verdict: ReturnType<typeof judgePhrase>): string {
  const tool = isShownTool(group.tool) ? `\`${group.tool}\`` : "A tool";
  const sessions = counted(new Set(group.list.map((o) => o.session.root)).size, "session");
  return verdict.shown
    ? `${tool} answers "${group.phrase}" (${sessions})`
    : `${tool} answers with an error whose words are not shown: ${verdict.why} (${sessions})`;
}

/** Groups refused calls by tool and template, in order of key. */
function grouped(occurrences: readonly Occurrence[]): Group[] {
  const groups: Group[] = [];
  const strict = collect(occurrences, (o) => `${o.call.name}\0${o.template.strictKey}`);
  for (const list of strict.values()) {
    const rest: Occurrence[] = [];
    for (const alike of collect(list, (o) => o.template.key).values()) {
      const template = alike[0]?.template;
      if (template && (template.key === template.strictKey || isDiverse(alike)))
        groups.push(
          groupOf(
            alike,
            (t) => t.key,
            (t) => t.shown,
          ),
        );
      else rest.push(...alike);
    }
    if (rest.length > 0)
      groups.push(
        groupOf(
          rest,
          (t) => t.strictKey,
          (t) => t.strictShown,
        ),
      );
  }
  return groups.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Different customers met the same capitalised words: then these are not one customer's name. */
function isDiverse(list: readonly Occurrence[]): boolean {
  const users = new Set(list.map((o) => o.session.user).filter((user) => user !== null));
  const known = list.every((o) => o.session.user !== null);
  return new Set(list.map((o) => o.session.case)).size >= 2 && (!known || users.size >= 2);
}

function groupOf(list: Occurrence[], key: (t: ErrorTemplate) => string, shown: (t: ErrorTemplate) => string): Group {
  const tool = list[0]?.call.name ?? "";
  const spellings = collect(list, (o) => shown(o.template));
  const [phrase = ""] = [...spellings.keys()].sort(
    (a, b) => (spellings.get(b)?.length ?? 0) - (spellings.get(a)?.length ?? 0) || (a < b ? -1 : 1),
  );
  const inOrder = [...list].sort((a, b) => a.session.order - b.session.order || a.call.resultIndex - b.call.resultIndex);
  return { key: `error|${tool}|${list[0] ? key(list[0].template) : ""}`, tool, phrase, list: inOrder };
}

function candidateOf(
  group: Group,
  read: readonly SessionErrors[],
  outcomes: ReadonlyMap<string, string>,
  standing: (key: string, path: string) => string | null,
): Candidate {
  const { tool, phrase, list } = group;
  const bySession = collect(list, (o) => o.session.transcriptId);
  const quoted = [...bySession.values()].flatMap((own) => own.slice(0, MAX_QUOTES_PER_SESSION));
  const byRoot = collect(list, (o) => o.session.root);
  const recoveries: Recovery[] = [...byRoot.values()].map((own) => {
    const last = own[own.length - 1];
    return last ? recoveryOf(last.track, last.at) : { kind: "nothing" };
  });
  const cases = new Set(list.map((o) => o.session.case)).size;
  const accepted = read.flatMap((r) => r.accepted.get(tool) ?? []).slice(0, MAX_ACCEPTED);
  const contrast = contrastOf(
    list.map((o) => o.call),
    accepted,
    cases,
  );
  const results = [...byRoot].map(([root, own]) => outcomes.get(root) ?? own[0]?.session.outcome.result);
  const seen = {
    times: quoted.length,
    atLeast: quoted.length < list.length,
    sessions: byRoot.size,
    cases,
    succeeded: results.filter((r) => r === "succeeded").length,
    failed: results.filter((r) => r === "failed").length,
    unknown: results.filter((r) => r !== "succeeded" && r !== "failed").length,
  };
  const path = `/mistakes/${toolSlugOf(tool) || "tool"}/${slugOf(withoutSlots(titleOf(phrase))) || "error"}.md`;
  return {
    key: group.key,
    kind: "mistake",
    path,
    text: mistakeText(tool, phrase, recoveries, contrast, standing(group.key, path)),
    reason: mistakeReason(seen, recoveries, contrast),
    statedAt: newest(list.map((o) => (o.call.result ? statedAt(o.session, o.call.result) : null))),
    trust: "external",
    evidence: quoted.flatMap(evidenceOf),
    sessions: [...byRoot.keys()],
    cases,
    users: new Set(list.map((o) => o.session.user).filter((user) => user !== null)).size,
    errorPhrase: phrase,
  };
}

/** The error's words as they stand in the tool's answer; a quote never spans the mask of a secret, so there are two around one. */
function evidenceOf({ session, call }: Occurrence): DraftEvidence[] {
  const { result, error } = call;
  const text = result?.text ?? "";
  const from = error?.start ?? 0;
  const to = Math.min(error?.end ?? 0, from + MAX_QUOTE_CHARS);
  const { transcriptId, revision } = session;
  return betweenMasks(text, from, to).map(({ start, end }) => {
    const raw = text.slice(start, end);
    const quote = raw.isWellFormed() ? raw : raw.slice(0, -1);
    return { source: "transcript", transcriptId, revision, eventSeq: result?.seq ?? 0, quote, start };
  });
}

/** The parts of a range of `text` without masks; beside a mask only those that say something. */
function betweenMasks(text: string, from: number, to: number): Span[] {
  const masks = maskSpans(text).filter((mask) => mask.start < to && mask.end > from);
  if (masks.length === 0) return [{ start: from, end: to }];
  const starts = [from, ...masks.map((mask) => mask.end)];
  const ends = [...masks.map((mask) => mask.start), to];
  return starts.map((start, i) => ({ start, end: ends[i] ?? to })).filter(({ start, end }) => /\p{L}{2}/u.test(text.slice(start, end)));
}

/** "Payment of … to … rejected" is about a payment that was rejected. */
const withoutSlots = (title: string): string => title.replace(/\s+(?:of|to|for|from|with|in|on|at|by) …(?=\s)/g, "");

/** Two errors with one title get longer names, then numbers, in order of key. */
function withOwnPaths(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Set<string>();
  return candidates.map((candidate) => {
    const folder = candidate.path.slice(0, candidate.path.lastIndexOf("/") + 1);
    const longer = `${folder}${slugOf(candidate.errorPhrase ?? "", 16) || "error"}`;
    let path = taken.has(candidate.path) ? `${longer}.md` : candidate.path;
    for (let n = 2; taken.has(path); n++) path = `${longer}-${n}.md`;
    taken.add(path);
    return { ...candidate, path };
  });
}

function collect<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const k = key(item);
    const list = groups.get(k);
    if (list) list.push(item);
    else groups.set(k, [item]);
  }
  return groups;
}

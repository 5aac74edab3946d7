import type { DreamSession } from "@/lib/domain/dream";
import { leavesOf } from "@/lib/dreaming/local/calls";
import type { SortedSession } from "@/lib/dreaming/local/candidate";
import { canonicalOrder } from "@/lib/dreaming/local/sort";

/** Later calls name what the agent came across; the first ones name what the session is about. */
const FIRST_CALLS = 3;
/** A value in more sessions than this, and than a tenth of them, says nothing about the case: a shop, an airport, a default. */
const MAX_SHARED = 6;

const ID = /^[\w.@#:+-]{5,64}$/;
/** A date or a time anywhere in a value ("ge2023-11-12T10:15:00Z", "10:30am"), or a day with its month's name. */
const DATE =
  /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?<!\d)\d{1,2}:\d{2}(?!\d)|^(\d{1,2}[-.]?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-.]?\d{1,4}$/i;

/** True for text that names one thing: letters and digits together, at least five signs, no date or time. */
export function isIdLike(value: string): boolean {
  return ID.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !DATE.test(value);
}

function idsOf(session: DreamSession): Set<string> {
  const ids = new Set<string>();
  let calls = 0;
  for (const event of session.events) {
    if (event.type !== "tool_call") continue;
    for (const leaf of leavesOf(event.tool?.input)) if (isIdLike(leaf.value)) ids.add(leaf.value);
    if (++calls === FIRST_CALLS) break;
  }
  return ids;
}

/** The topmost session that `session` is a thread of. A parent outside the dream still makes its threads one session. */
function rootOf(session: DreamSession, byId: ReadonlyMap<string, DreamSession>): string {
  const seen = new Set<string>();
  let id = session.transcriptId;
  for (;;) {
    const parent = byId.get(id)?.parentTranscriptId ?? null;
    if (parent === null || seen.has(parent)) return id;
    seen.add(id);
    id = parent;
  }
}

/**
 * Numbers the cases of `sessions` (already in canonical order) and names the session that each counts as. Sessions that share an id in their first three
 * tool calls are one case: the same customer, order or patient again. So are a session and its threads.
 */
export function withCases(sessions: readonly DreamSession[]): SortedSession[] {
  const byId = new Map(sessions.map((s) => [s.transcriptId, s]));
  const parent = sessions.map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] ?? root;
    while (parent[i] !== root) [i, parent[i]] = [parent[i] ?? root, root];
    return root;
  };
  const join = (a: number, b: number) => {
    const [x, y] = [find(a), find(b)];
    parent[Math.max(x, y)] = Math.min(x, y);
  };

  const roots = sessions.map((s) => rootOf(s, byId));
  const firstOfRoot = new Map<string, number>();
  const holders = new Map<string, number[]>();
  sessions.forEach((session, i) => {
    const root = roots[i] ?? session.transcriptId;
    const first = firstOfRoot.get(root);
    if (first === undefined) firstOfRoot.set(root, i);
    else join(first, i);
    for (const id of idsOf(session)) (holders.get(id) ?? holders.set(id, []).get(id))?.push(i);
  });
  const limit = Math.max(MAX_SHARED, sessions.length / 10);
  for (const list of holders.values()) {
    const [first, ...rest] = list;
    if (first !== undefined && list.length <= limit) for (const other of rest) join(first, other);
  }

  const numbers = new Map<number, number>();
  return sessions.map((session, i) => {
    const top = find(i);
    const number = numbers.get(top) ?? numbers.size;
    numbers.set(top, number);
    return { ...session, order: i, root: roots[i] ?? session.transcriptId, case: number };
  });
}

/** The case of every transcript of a dream, by id, whatever order they come in. Sessions that never really ran have none. */
export function casesOf(sessions: readonly DreamSession[]): Map<string, number> {
  return new Map(withCases(canonicalOrder(sessions)).map((session) => [session.transcriptId, session.case]));
}

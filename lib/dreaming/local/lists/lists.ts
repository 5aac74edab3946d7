import type { BaseMemory, Considered, DraftChange } from "@/lib/domain/dream";
import type { DraftEvidence } from "@/lib/domain/evidence";
import type { SessionEvent } from "@/lib/domain/transcript";
import type { Reconciled, SortedSession } from "@/lib/dreaming/local/candidate";
import { type ListRequest, listRequest } from "@/lib/dreaming/local/lists/list-request";
import { headingOf, itemKey, type ListItem, lineOf, readList, totalOf } from "@/lib/dreaming/local/lists/list-text";
import { statedAt } from "@/lib/dreaming/local/sort";
import { servesManyPeople } from "@/lib/dreaming/local/statements/audience";
import { hasParticulars } from "@/lib/dreaming/local/statements/particulars";
import { ownWords } from "@/lib/dreaming/local/statements/paste";
import { sentencesOf } from "@/lib/dreaming/local/statements/sentences";
import { counted } from "@/lib/dreaming/local/words";

type Said = ListRequest & { session: SortedSession; event: SessionEvent; quote: string; start: number; at: string | null };
type State = { name: string; path: string; memory: BaseMemory | null; items: Map<string, ListItem & { said: Said[] }>; said: Said[] };

const keyOf = (name: string) => `list|${name}`;
const pathOf = (name: string) => `/facts/lists/${name === "" ? "list" : name}.md`;

/**
 * Lists that the people of a team keep with the agent: one memory for each, to which items are added and from which they are taken. Every other line stays
 * byte for byte. What is not newer than the list has been counted already.
 */
export function findLists(sessions: readonly SortedSession[], memories: readonly BaseMemory[]): Reconciled {
  const considered: Considered[] = [];
  const lists = new Map<string, State>();
  for (const memory of memories) {
    const items = memory.key?.startsWith("list|") ? readList(memory.content) : null;
    const name = memory.key?.slice("list|".length) ?? "";
    if (items)
      lists.set(name, {
        name,
        path: memory.path,
        memory,
        items: new Map(items.map((i) => [itemKey(i.name), { ...i, said: [] }])),
        said: [],
      });
  }
  for (const said of requestsIn(sessions)) {
    const list = said.bare || said.name === "" ? (lists.get("") ?? only(lists)) : (lists.get(said.name) ?? lists.get(""));
    if (!list && said.bare) continue;
    const state = list ?? { name: said.name, path: pathOf(said.name), memory: null, items: new Map(), said: [] };
    const rule = carriedOut(state, said);
    if (rule) considered.push({ text: `${said.op === "add" ? "Onto" : "Off"} a list: ${said.item}`, outcome: "dropped", rule });
    else if (!list) lists.set(said.name, state);
  }
  const touched = [...lists.values()].filter((list) => list.said.length > 0).sort((a, b) => (a.path < b.path ? -1 : 1));
  const changes = touched.flatMap((list) => draftOf(list) ?? []);
  return { changes, considered };
}

const only = (lists: ReadonlyMap<string, State>): State | undefined => (lists.size === 1 ? [...lists.values()][0] : undefined);

/** Requests in the users' own words, of agents that work for a team and not for many customers, in order. */
function* requestsIn(sessions: readonly SortedSession[]): Generator<Said> {
  const team = sessions.filter((s) => s.audience === "team");
  if (servesManyPeople(team) || new Set(team.flatMap((s) => s.user ?? [])).size > 1) return;
  for (const session of team) {
    for (const event of session.events) {
      if (event.type !== "user" || event.trust !== "user") continue;
      for (const { text, start } of ownWords(event.text).own.flatMap((span) => sentencesOf(event.text, span.start, span.end))) {
        const request = text.length <= 200 ? listRequest(text) : null;
        if (request && !hasParticulars(text)) yield { ...request, session, event, quote: text, start, at: statedAt(session, event) };
      }
    }
  }
}

/** Changes the list, or says by which rule it does not. */
function carriedOut(list: State, said: Said): string | null {
  const known = list.memory?.evidenceAt ?? null;
  if (list.memory && (said.at === null || known === null || Date.parse(said.at) <= Date.parse(known))) return "older-than-memory";
  const key = itemKey(said.item);
  const item = list.items.get(key);
  if (said.op === "remove" && !item) return "not-on-the-list";
  if (said.op === "remove" && item) {
    const left = said.count === null ? 0 : totalOf(item) - said.count;
    if (left <= 0) list.items.delete(key);
    else list.items.set(key, { ...item, counts: [...item.counts, -(said.count ?? 0)], said: [...item.said, said] });
  } else {
    const counts = [...(item?.counts ?? []), ...(said.count === null ? [] : [said.count])];
    list.items.set(key, { name: item?.name ?? said.item, counts, said: [...(item?.said ?? []), said] });
  }
  list.said.push(said);
  return null;
}

function draftOf(list: State): DraftChange | null {
  const sessions = counted(new Set(list.said.map((s) => s.session.root)).size, "session");
  const shared = { kind: "fact" as const, path: list.path, key: keyOf(list.name) };
  const reason = `${counted(list.said.length, "request")} of the user in ${sessions} put items on the list or took them off. Numbers stand as they were said.`;
  if (list.items.size === 0)
    return list.memory
      ? { ...shared, op: "delete", after: null, reason: `${reason} Nothing is left on it.`, evidence: list.said.map((s) => evidenceOf(s)) }
      : null;
  let after = `${list.memory ? (list.memory.content.split("\n")[0] ?? headingOf(list.name)) : headingOf(list.name)}\n\n`;
  const evidence: DraftEvidence[] = [];
  for (const item of list.items.values()) {
    const start = after.length;
    after += `${lineOf(item)}\n`;
    // Who opened the list also named it.
    const named = (said: Said) => (!list.memory && said === list.said[0] ? [{ start: 0, end: headingOf(list.name).length }] : []);
    for (const said of item.said) evidence.push({ ...evidenceOf(said), supports: [...named(said), { start, end: after.length - 1 }] });
  }
  if (list.memory?.content === after) return null;
  // What was taken off altogether has no line: its requests speak for the whole.
  const shown = new Set([...list.items.values()].flatMap((item) => item.said));
  for (const said of list.said) if (!shown.has(said)) evidence.push(evidenceOf(said));
  return { ...shared, op: list.memory ? "update" : "create", after, reason, evidence };
}

const evidenceOf = ({ session, event, quote, start }: Said): DraftEvidence => ({
  source: "transcript",
  transcriptId: session.transcriptId,
  revision: session.revision,
  eventSeq: event.seq,
  quote,
  start,
});

import type { BaseMemory, DraftChange, DreamSession } from "@/lib/domain/dream";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Candidate } from "@/lib/dreaming/claude/candidates";
import { scopeOf, userFolder } from "@/lib/dreaming/speaker";

// Who is meant is not left to a model: what one person says of themselves takes the place of nothing that another said of themselves.

const OF_ONESELF = /\b(?:I|my|me|mine|I['’](?:m|ve|d|ll))\b|\bthe user\b|^(?:prefers|wants|likes|dislikes|needs|wishes)\b/iu;
const isOfOneself = (kind: MemoryKind, text: string): boolean => (kind === "fact" || kind === "preference") && OF_ONESELF.test(text);

/** Whose own matter a statement is: the customer's of a public agent, in their folder; of a team, whoever speaks of themselves. */
export function personOf(session: DreamSession, kind: MemoryKind, statement: string): Pick<Candidate, "folder" | "person"> {
  if (session.audience === "public") return { folder: userFolder(session.user), person: null };
  return { folder: null, person: session.user !== null && isOfOneself(kind, statement) ? session.user : null };
}

/** What may be settled against each other. Customers never; members of a team where they do not speak of different people each. */
export function byPerson<C extends Pick<Candidate, "folder" | "person">>(group: readonly C[]): C[][] {
  const several = new Set(group.flatMap((c) => c.person ?? [])).size > 1;
  const people = new Map<string, C[]>();
  for (const c of group) {
    const key = c.folder ?? (several && c.person !== null ? `of ${c.person}` : "");
    people.set(key, [...(people.get(key) ?? []), c]);
  }
  return people.size === 0 ? [[]] : [...people.values()];
}

/** Whether a memory may be changed by what these candidates, who are of one person or of nobody in particular, say. */
export function isTheirs(memory: BaseMemory, group: readonly Pick<Candidate, "folder" | "person">[]): boolean {
  const folder = group[0]?.folder ?? null;
  const scope = scopeOf(memory.path);
  if (scope !== "" && folder !== null && scope !== folder) return false;
  const users = memory.users ?? [];
  if (users.length === 0 || !isOfOneself(memory.kind, memory.content)) return true;
  return group.every((c) => c.person === null || users.includes(c.person));
}

type Owned = { kind: MemoryKind; text: string; users: readonly string[] };
const owned = ({ kind, content, users }: BaseMemory): Owned => ({ kind, text: content, users: users ?? [] });

/** Whether two memories may become one: not those of two customers, nor what two people said of themselves. */
export const mayBecomeOne = (a: BaseMemory, b: BaseMemory): boolean => scopeOf(a.path) === scopeOf(b.path) && !areApart(owned(a), owned(b));

/** The same of memories and of drafts that rest on these sessions. */
export function ofDifferentPeople(
  sessions: readonly DreamSession[],
): (a: BaseMemory | DraftChange, b: BaseMemory | DraftChange) => boolean {
  const users = new Map(sessions.flatMap((s) => (s.user === null ? [] : [[s.transcriptId, s.user] as const])));
  const drafted = ({ kind, after, evidence }: DraftChange): Owned => ({
    kind,
    text: after ?? "",
    users: evidence.flatMap((e) => (e.source === "transcript" ? (users.get(e.transcriptId) ?? []) : [])),
  });
  const ownedBy = (of: BaseMemory | DraftChange) => ("op" in of ? drafted(of) : owned(of));
  return (a, b) => areApart(ownedBy(a), ownedBy(b));
}

const areApart = (a: Owned, b: Owned): boolean =>
  [a, b].every((of) => of.users.length > 0 && isOfOneself(of.kind, of.text)) && !a.users.some((user) => b.users.includes(user));

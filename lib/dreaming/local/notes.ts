import { instructionHits } from "@/lib/domain/checks/instruction-rules";
import type { BaseMemory, Considered } from "@/lib/domain/dream";
import { kindOfPath, pathProblem } from "@/lib/domain/memory";
import type { SessionEvent } from "@/lib/domain/transcript";
import type { Candidate, Extraction, SortedSession } from "@/lib/dreaming/local/candidate";
import { nearPairs } from "@/lib/dreaming/local/facts/near-pairs";
import { normalised } from "@/lib/dreaming/local/facts/words";
import { slugOf } from "@/lib/dreaming/local/slug";
import { newest, statedAt } from "@/lib/dreaming/local/sort";
import { hasParticulars, masked } from "@/lib/dreaming/local/statements/particulars";
import { counted } from "@/lib/dreaming/local/words";
import { maskSpans } from "@/lib/dreaming/secrets";
import { createTaint } from "@/lib/dreaming/taint";

/** Sessions whose agent wrote the same down, before it is proposed: what one session made the agent write may be that session's. */
const MIN_SESSIONS = 2;
/** A longer note is a document. */
const MAX_NOTE = 4_000;

type Note = { session: SortedSession; event: SessionEvent; text: string; path: string };

/**
 * What the agent wrote down itself, put together: notes of several sessions that say nearly the same become one memory in the words of the longest. A note that
 * repeats what a tool or a stranger said in its session is not the agent's word.
 */
export function findNotes(sessions: readonly SortedSession[], memories: readonly BaseMemory[]): Extraction {
  const considered: Considered[] = [];
  const drop = (rule: string, text: string) => considered.push({ text, outcome: "dropped", rule });
  const taint = createTaint(sessions);
  const notes: Note[] = [];
  for (const session of sessions) {
    for (const event of session.events) {
      const text = event.text.trim();
      if (event.type !== "note" || text === "" || text.length > MAX_NOTE) continue;
      if (maskSpans(event.text).length > 0) drop("secret", "A note with a secret in it");
      else if (hasParticulars(text)) drop("particulars", "A note with one person's particulars");
      else if (event.trust === "external" || taint.repeatsExternal(session, event, text))
        drop("external-text", "A note that repeats what a tool or a stranger said");
      else if (instructionHits(text).some((hit) => hit.strong)) drop("instruction-like", "A note that sets rules aside or plays a part");
      else notes.push({ session, event, text, path: pathOf(event, text) });
    }
  }
  const candidates: Candidate[] = [];
  for (const group of alike(notes)) {
    const [longest] = [...group].sort(
      (a, b) => b.text.length - a.text.length || b.session.order - a.session.order || a.event.seq - b.event.seq,
    );
    const roots = new Set(group.map((n) => n.session.root));
    if (!longest) continue;
    const shown = masked(longest.text, longest.session.audience === "public");
    const standing = memories.find((m) => m.path === longest.path);
    if (roots.size < MIN_SESSIONS) drop("below-support", `A note: ${shown}`);
    else if (memories.some((m) => normalised(m.content).includes(normalised(longest.text)))) drop("already-known", `A note: ${shown}`);
    else if (standing && standing.key !== keyOf(longest)) drop("note-against-memory", `A note: ${shown}`);
    else candidates.push(candidateOf(longest, group, roots));
  }
  return { candidates, considered };
}

const keyOf = (note: Note) => `note|${note.path}`;

/** Where the agent wanted it, outside the folders of single people. */
function pathOf(event: SessionEvent, text: string): string {
  const wanted = event.tool?.name ?? "";
  if (wanted.startsWith("/") && pathProblem(wanted) === null && !wanted.startsWith("/users/")) return wanted;
  return `/insights/${slugOf(text, 6) || "note"}.md`;
}

/** Groups of notes that say nearly the same, in order of their first note. */
function alike(notes: readonly Note[]): Note[][] {
  const group = notes.map((_, i) => i);
  const top = (i: number): number => (group[i] === i || group[i] === undefined ? i : top(group[i] ?? i));
  for (const [a, b] of nearPairs(notes.map((n) => n.text))) {
    const [x, y] = [top(a), top(b)];
    group[Math.max(x, y)] = Math.min(x, y);
  }
  const groups = new Map<number, Note[]>();
  notes.forEach((note, i) => {
    groups.set(top(i), [...(groups.get(top(i)) ?? []), note]);
  });
  return [...groups.values()];
}

function candidateOf(longest: Note, group: readonly Note[], roots: ReadonlySet<string>): Candidate {
  return {
    key: keyOf(longest),
    kind: kindOfPath(longest.path),
    path: longest.path,
    text: `${longest.text}\n`,
    reason: `The agent wrote this down in ${counted(roots.size, "session")}; the longest of its notes stands for all.`,
    statedAt: newest(group.map((n) => statedAt(n.session, n.event))),
    trust: "agent",
    evidence: group.map(({ session, event, text }) => ({
      source: "transcript",
      transcriptId: session.transcriptId,
      revision: session.revision,
      eventSeq: event.seq,
      quote: text,
      start: event.text.indexOf(text),
    })),
    sessions: [...roots],
    cases: new Set(group.map((n) => n.session.case)).size,
    users: new Set(group.flatMap((n) => n.session.user ?? [])).size,
  };
}

import { z } from "zod";
import type { BaseMemory, Considered, DraftChange } from "@/lib/domain/dream";
import type { DraftEvidence, Span } from "@/lib/domain/evidence";
import { INDEX_PATH, type MemoryKind, pathProblem } from "@/lib/domain/memory";
import { TRUST_RANK } from "@/lib/domain/transcript";
import { type Candidate, shortly } from "@/lib/dreaming/claude/candidates";
import { composedMerge } from "@/lib/dreaming/claude/merge-text";
import { byPerson, isTheirs, mayBecomeOne } from "@/lib/dreaming/claude/people";
import { saySame } from "@/lib/dreaming/claude/say-same";
import { verbatim } from "@/lib/dreaming/claude/verbatim";
import { DraftPaths } from "@/lib/dreaming/local/facts/draft-paths";
import { read } from "@/lib/dreaming/local/facts/relate";
import { inMemory, spokenIn } from "@/lib/dreaming/local/facts/wording";
import { slugOf } from "@/lib/dreaming/local/slug";
import { factPath, topicOf } from "@/lib/dreaming/local/statements/paths";

// One schema each: a shared one would become a reference.
const text = () => z.string().optional();

export const operationsSchema = z.object({
  /** Candidates that become memories as they are: the commonest operation, in the fewest words. */
  create: z.array(z.number().int()).optional(),
  operations: z.array(
    z.object({
      op: z.enum(["keep", "update", "create", "merge", "delete"]),
      candidates: z.array(z.number().int()),
      path: text(),
      replaces: text(),
      text: text(),
      words_of: z.number().int().optional(),
      sources: z.array(z.string()).optional(),
      reason: text(),
    }),
  ),
});
export type ReconcileAnswer = z.infer<typeof operationsSchema>;
export type Operation = ReconcileAnswer["operations"][number];

type Edit = { start: number; end: number; text: string; evidence: DraftEvidence[]; reason: string };

/**
 * Turns operations into drafts. The model names what belongs together; here is decided which of several statements holds (rule 4: the newest within
 * the highest trust), and the text is written: memories change only where an operation names words of theirs, every other byte stays. Each candidate
 * ends in `considered` once.
 */
export class Drafting {
  readonly considered: Considered[] = [];
  private readonly byPath: ReadonlyMap<string, BaseMemory>;
  private readonly paths: DraftPaths;
  private readonly used = new Set<number>();
  private readonly edits = new Map<string, Edit[]>();
  private readonly others: DraftChange[] = [];
  private readonly consumed = new Set<string>();

  /** `taken`: paths that other changes of this dream write already. */
  constructor(memories: readonly BaseMemory[], taken: readonly string[]) {
    this.byPath = new Map(memories.map((m) => [m.path, m]));
    this.paths = new DraftPaths([...memories.map((m) => m.path), ...taken]);
    for (const path of taken) this.consumed.add(path);
  }

  /** Takes the operations of one request; `shard` is what it was asked about. What names anything else is dropped, and said. */
  take({ operations, create }: ReconcileAnswer, shard: { candidates: readonly Candidate[]; memories: readonly BaseMemory[] }): void {
    const byNumber = new Map(shard.candidates.map((c) => [c.n, c]));
    const shown = new Set(shard.memories.map((m) => m.path));
    const created = (create ?? []).map((n): Operation => ({ op: "create", candidates: [n] }));
    for (const op of [...operations, ...created]) {
      // A merge is about memories alone; what a candidate adds needs an operation of its own.
      const named = op.op === "merge" ? [] : [...new Set(op.candidates)].flatMap((n) => byNumber.get(n) ?? []);
      const target = op.path === undefined ? undefined : shown.has(op.path) ? this.byPath.get(op.path) : undefined;
      for (const group of byPerson(named.filter((c) => !this.used.has(c.n)))) {
        const rule = this.carryOut(op, group, target && isTheirs(target, group) ? target : undefined, shown);
        for (const c of group) this.used.add(c.n);
        if (rule !== null) this.note(group, op, rule);
      }
    }
    for (const c of shard.candidates) if (!this.used.has(c.n)) this.drop(c, "not-chosen");
  }

  /** Candidates whose request was not answered. */
  lose(candidates: readonly Candidate[]): void {
    for (const c of candidates) this.drop(c, "not-processed");
  }

  /** The drafts, in no particular order. */
  changes(): DraftChange[] {
    const updates = [...this.edits].flatMap(([path, edits]) => {
      const memory = this.byPath.get(path);
      return memory && !this.consumed.has(path) ? [updateOf(memory, edits)] : [];
    });
    return [...updates, ...this.others];
  }

  private drop(c: Candidate, rule: string): void {
    this.considered.push({ text: shortly(c.statement), outcome: "dropped", rule });
  }

  private note(group: readonly Candidate[], op: Operation, rule: string): void {
    for (const c of group) this.drop(c, rule);
    if (group.length === 0) this.considered.push({ text: `${op.op} ${shortly(op.path ?? "")}`, outcome: "dropped", rule });
  }

  /** Null when it became a draft (and its candidates are noted); else the rule by which it is dropped. */
  private carryOut(op: Operation, group: Candidate[], target: BaseMemory | undefined, shown: ReadonlySet<string>): string | null {
    if (op.op === "merge") return this.merge(op, shown);
    if (group.length === 0) return "no-evidence";
    const said = settle(group);
    // "Known already" of another customer's memory is not known of this one.
    const elsewhere = op.path !== undefined && !target && shown.has(op.path);
    if (op.op === "keep" && !elsewhere) return target ? "already-known" : "no-such-memory";
    if (op.op === "create" || (elsewhere && op.op !== "delete")) return this.create(op, said, op.op === "create" ? op.path : undefined);
    if (!target) return op.op === "update" ? this.create(op, said, op.path) : "no-such-memory";
    if (this.consumed.has(target.path)) return "overlapping-operation";
    return op.op === "delete" ? this.remove(op, said, target) : this.update(op, said, target);
  }

  private create(op: Operation, said: Settled, path: string | undefined): string | null {
    const { winner } = said;
    const kind = winner.kind;
    const wanted = winner.folder ? `${winner.folder}${usualPath(winner).slice(1)}` : (ownPath(path) ?? usualPath(winner));
    const after = wordsOf(op, winner);
    this.others.push({
      op: "create",
      kind,
      path: this.paths.claim(wanted),
      after,
      reason: reasonOf(null, said),
      key: null,
      evidence: said.evidence,
      ...(said.rival ? { possibleContradiction: true } : {}),
    });
    this.settled(said, "new");
    return null;
  }

  private update(op: Operation, said: Settled, memory: BaseMemory): string | null {
    const words = wordsOf(op, said.winner);
    const place = op.replaces ? onlyPlace(memory.content, op.replaces) : null;
    if (op.replaces && place === null) return "words-not-found";
    const edit = place ? { ...place, text: words } : appended(memory.content, words);
    const others = this.edits.get(memory.path) ?? [];
    if (others.some((e) => (e.start < edit.end && e.end > edit.start) || (place !== null && e.start === edit.start)))
      return "overlapping-operation";
    others.push({ ...edit, evidence: said.evidence, reason: reasonOf(op.reason, said) });
    this.edits.set(memory.path, others);
    this.settled(said, "update");
    return null;
  }

  private remove(op: Operation, said: Settled, memory: BaseMemory): string | null {
    if (this.edits.has(memory.path)) return "overlapping-operation";
    this.consumed.add(memory.path);
    this.others.push({
      op: "delete",
      kind: memory.kind,
      path: memory.path,
      after: null,
      reason: reasonOf(op.reason, said),
      key: memory.key,
      evidence: said.evidence.map(({ supports: _, ...e }) => e),
    });
    this.settled(said, "delete");
    return null;
  }

  /** The model says which memories say the same; the text is composed of their own words. */
  private merge(op: Operation, shown: ReadonlySet<string>): string | null {
    const sources = [...new Set([...(op.path ? [op.path] : []), ...(op.sources ?? [])])].filter(
      (p) => shown.has(p) && !this.consumed.has(p) && !this.edits.has(p),
    );
    const named = sources.flatMap((p) => this.byPath.get(p) ?? []);
    const [first] = named;
    if (!first || named.length < 2) return "merge-of-one";
    const memories = named.filter((m) => m === first || mayBecomeOne(first, m));
    if (memories.length < 2) return "of-different-people";
    for (const m of memories) this.consumed.add(m.path);
    this.others.push(composedMerge(first, memories.slice(1), reasonOf(op.reason, null)));
    const gone = memories.slice(1).map((m) => m.path);
    this.considered.push({ text: `${gone.join(", ")} into ${first.path}`, outcome: "proposed", rule: "merge" });
    return null;
  }

  private settled(said: Settled, rule: string): void {
    this.considered.push({ text: shortly(said.winner.statement), outcome: "proposed", rule });
    for (const c of said.same) this.considered.push({ text: shortly(c.statement), outcome: "dropped", rule: "same-statement" });
    for (const c of said.lost) this.drop(c, TRUST_RANK[c.trust] < TRUST_RANK[said.winner.trust] ? "lower-trust" : "older-statement");
  }
}

type Settled = {
  winner: Candidate;
  /** Others that say the same as the winner. */
  same: Candidate[];
  /** Others that say something else about the same thing. */
  lost: Candidate[];
  /** One of `lost` of the same trust that only the order of arrival puts before the winner. */
  rival: Candidate | null;
  evidence: DraftEvidence[];
};

/** Rule 4 within a group: the newest statement of the highest trust holds. Time unknown: the later to arrive, and it is said. */
export function settle(group: readonly Candidate[]): Settled {
  const [winner, ...rest] = [...group].sort(byRule) as [Candidate, ...Candidate[]];
  const same = rest.filter((c) => saySame(c.statement, winner.statement));
  const lost = rest.filter((c) => !same.includes(c));
  const rival = lost.find((c) => c.trust === winner.trust && !isOrdered(c, winner)) ?? null;
  return { winner, same, lost, rival, evidence: [winner, ...same].flatMap((c) => c.evidence) };
}

const time = (c: Candidate): number => (c.at === null ? Number.NaN : Date.parse(c.at));
const isOrdered = (a: Candidate, b: Candidate): boolean => time(a) !== time(b) && !Number.isNaN(time(a)) && !Number.isNaN(time(b));

function byRule(a: Candidate, b: Candidate): number {
  const trust = TRUST_RANK[b.trust] - TRUST_RANK[a.trust];
  if (trust !== 0) return trust;
  return isOrdered(a, b) ? time(b) - time(a) : b.arrival - a.arrival || b.n - a.n;
}

/** The model's wording holds only if it words the statement that holds. */
const wordsOf = (op: Operation, winner: Candidate): string => {
  const own = op.text?.trim();
  return own && (op.words_of === winner.n || (op.words_of === undefined && op.candidates.length === 1)) ? own : spoken(winner);
};

/** A user's own words about themselves are quoted in a memory, so that "I" is not read as the agent or its reader. */
const spoken = ({ asSaid, trust, statement }: Candidate): string =>
  asSaid ? inMemory(statement, trust === "user" && read(statement).firstPerson) : statement;

/** Where `quote` stands in a memory, if it stands there exactly once; spaces and quotation marks may differ. */
function onlyPlace(content: string, quote: string): Span | null {
  const found = verbatim(content, quote);
  if (!found || verbatim(content.slice(found.start + 1), quote)) return null;
  return { start: found.start, end: found.start + found.quote.length };
}

/** A sentence at the end: as an item where the memory is a list, else on a line of its own. */
function appended(content: string, words: string): Span & { text: string } {
  const end = content.trimEnd().length;
  const lastLine = content.slice(content.lastIndexOf("\n", Math.max(0, end - 1)) + 1, end);
  const marker = /^\s*[-*+] /.exec(lastLine)?.[0] ?? "";
  return { start: end, end, text: `\n${marker}${words}` };
}

/** One update of a memory, of all that its operations change; bytes outside them stay. */
function updateOf(memory: BaseMemory, edits: readonly Edit[]): DraftChange {
  let after = "";
  let at = 0;
  const evidence: DraftEvidence[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    after += memory.content.slice(at, edit.start);
    const span = { start: after.length, end: after.length + edit.text.length };
    evidence.push(...edit.evidence.map((e) => ({ ...e, supports: [span] })));
    after += edit.text;
    at = edit.end;
  }
  after += memory.content.slice(at);
  return {
    op: "update",
    kind: memory.kind,
    path: memory.path,
    after,
    reason: edits.map((e) => e.reason).join(" "),
    key: memory.key,
    evidence,
  };
}

function reasonOf(given: string | undefined | null, said: Settled | null): string {
  const parts: string[] = [];
  if (said) {
    const { winner, same, rival } = said;
    const sessions = new Set([winner, ...same].flatMap((c) => c.sessions)).size;
    const who = { operator: "a person", user: "the user", agent: "the agent", external: "text from outside" }[winner.trust];
    parts.push(`Said by ${who}${winner.at ? ` on ${winner.at.slice(0, 10)}` : ""}${sessions > 1 ? `, in ${sessions} sessions` : ""}.`);
    if (winner.trust === "external") parts.push("Nobody but a tool, a file or a page says so: it waits for a person.");
    if (rival) parts.push(`Another session says “${shortly(rival.statement)}”; which of the two is newer rests on their order of arrival.`);
  }
  const own = given?.replace(/\s+/g, " ").trim();
  if (own) parts.push(`The model's reason: ${own.slice(0, 400)}`);
  return parts.join(" ");
}

const FOLDERS: Record<MemoryKind, string> = {
  fact: "facts",
  preference: "preferences",
  workflow: "workflows",
  mistake: "mistakes",
  insight: "insights",
  index: "facts",
};

function usualPath(c: Candidate): string {
  if (c.kind === "fact") return factPath(read(spokenIn(c.statement)));
  if (c.kind === "preference") return `/preferences/${topicOf(c.statement)}.md`;
  return `/${FOLDERS[c.kind]}/${slugOf(c.statement, 6) || "note"}.md`;
}

/** A path of the model's own choice, if it is one; other people's folders are not its to choose. */
function ownPath(path: string | undefined): string | null {
  if (path === undefined || !/^\/?[\w./ -]{1,120}$/.test(path) || /^\/?users\//i.test(path)) return null;
  const clean = `/${path.replace(/^\/+/, "").replace(/\s+/g, "-").toLowerCase()}`;
  const file = /\.md$/.test(clean) ? clean : `${clean.replace(/\/+$/, "")}.md`;
  // The index is written by code.
  return pathProblem(clean) === null && pathProblem(file) === null && file !== INDEX_PATH && file !== "/.md" ? file : null;
}

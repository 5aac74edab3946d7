import type { BaseMemory, Considered, DraftChange } from "@/lib/domain/dream";
import type { Candidate, LocalContext, Reconciled } from "@/lib/dreaming/local/candidate";
import { DraftPaths } from "@/lib/dreaming/local/facts/draft-paths";
import { draftCreate, draftUpdates, type Entry } from "@/lib/dreaming/local/facts/draft-statements";
import { linesOfMemory } from "@/lib/dreaming/local/facts/memory-lines";
import { read, type Told } from "@/lib/dreaming/local/facts/relate";
import { StatementIndex } from "@/lib/dreaming/local/facts/statement-index";
import { parseWording, spokenIn } from "@/lib/dreaming/local/facts/wording";
import { byText, contentStems, normalised } from "@/lib/dreaming/local/facts/words";
import { masked } from "@/lib/dreaming/local/statements/particulars";
import { scopeOf } from "@/lib/dreaming/speaker";

/** Kinds of memory whose sentences a user's statement may replace. */
const SPOKEN_KINDS = new Set(["fact", "preference", "insight"]);

const RELATION_VERBS = contentStems("live lives reside resides based moved work works joined drive drives born name call called");

const isStatement = (c: Candidate): boolean => /^(?:slot|fact|preference|correction)\|/.test(c.key);

/** True when both times are known and the statement is the older one. What only arrival orders is never called older. */
const isOlder = (statedAt: string | null, memory: BaseMemory): boolean =>
  statedAt !== null && memory.evidenceAt !== null && Date.parse(statedAt) < Date.parse(memory.evidenceAt);

/**
 * Compares what the engine would remember with the memory, and drafts the changes. What has a key (mistakes, workflows) is found again by it;
 * statements by slot, by key, then by their words, the newest winning. `candidates` are in order of their newest evidence, oldest first.
 */
export function reconcile(candidates: readonly Candidate[], memories: readonly BaseMemory[], _context?: LocalContext): Reconciled {
  const considered: Considered[] = [];
  const sorted = [...memories].sort((a, b) => byText(a.path, b.path));
  const paths = new DraftPaths(sorted.map((m) => m.path));
  const changes: DraftChange[] = [];
  const keyed = new Map(sorted.filter((m) => m.key !== null).map((m) => [m.key, m]));
  const byPath = new Map(sorted.map((m) => [m.path, m]));
  const written = new Set<string>();
  for (const candidate of candidates) {
    if (isStatement(candidate)) continue;
    const change = reconcileByKey(candidate, keyed.get(candidate.key) ?? unkeyedAt(byPath, candidate), paths, written, considered);
    if (change) changes.push(change);
  }
  // What one user says is compared with what is known of that user, what holds for all with what holds for all.
  const statements = candidates.filter(isStatement);
  for (const folder of [...new Set(statements.map((c) => c.folder ?? ""))].sort(byText)) {
    const own = statements.filter((c) => (c.folder ?? "") === folder);
    const there = sorted.filter((m) => scopeOf(m.path) === folder);
    changes.push(...reconcileStatements(own, there, paths, written, considered));
  }
  return { changes, considered };
}

function unkeyedAt(byPath: ReadonlyMap<string, BaseMemory>, candidate: Candidate): BaseMemory | undefined {
  const there = byPath.get(candidate.path);
  return there && there.key === null && there.kind === candidate.kind ? there : undefined;
}

function reconcileByKey(
  c: Candidate,
  memory: BaseMemory | undefined,
  paths: DraftPaths,
  written: Set<string>,
  considered: Considered[],
): DraftChange | null {
  const title = masked(c.errorPhrase ?? firstLine(c.text), true);
  const drop = (rule: string) => {
    considered.push({ text: title, outcome: "dropped", rule });
    return null;
  };
  if (memory) {
    if (written.has(memory.path)) return drop("already-known");
    if (normalised(memory.content) === normalised(c.text)) return drop("already-known");
    // A person has put it into their own words: as long as those name the error, they stand.
    if (memory.protected && c.errorPhrase && normalised(memory.content).includes(normalised(c.errorPhrase))) return drop("already-known");
    if (isOlder(c.statedAt, memory)) return drop("older-than-memory");
    written.add(memory.path);
  }
  considered.push({ text: title, outcome: "proposed", rule: memory ? "update" : "new" });
  return {
    op: memory ? "update" : "create",
    kind: memory?.kind ?? c.kind,
    path: memory?.path ?? paths.claim(c.path),
    after: c.text,
    reason: c.reason,
    key: c.key,
    evidence: c.evidence,
    ...(c.possibleContradiction ? { possibleContradiction: true } : {}),
    ...(c.errorPhrase ? { errorPhrase: c.errorPhrase } : {}),
  };
}

function reconcileStatements(
  candidates: readonly Candidate[],
  memories: readonly BaseMemory[],
  paths: DraftPaths,
  written: ReadonlySet<string>,
  considered: Considered[],
): DraftChange[] {
  if (candidates.length === 0) return [];
  const statements = candidates.map((candidate) => ({ candidate, told: read(spokenIn(candidate.text)) }));
  const index = new StatementIndex<Entry>();
  const entries = entriesOf(
    memories.filter((memory) => SPOKEN_KINDS.has(memory.kind) && !written.has(memory.path)),
    statements,
  );
  for (const entry of entries) index.add(entry);
  for (const { candidate, told } of statements) {
    if (candidate.correction) {
      const entry = correctedBy(told, candidate, index);
      considered.push({
        text: masked(told.text, false),
        outcome: entry ? "proposed" : "dropped",
        rule: entry ? "possible-contradiction" : "correction",
      });
      if (entry)
        entries.push({
          told,
          keys: [candidate.key],
          instruction: false,
          base: false,
          from: null,
          said: [{ candidate, told }],
          against: entry,
        });
      continue;
    }
    const found = index.relate(told, [candidate.key], candidate.kind === "preference");
    const turnedDown = relateTo(found, candidate);
    const rule = turnedDown ?? (found === null ? "new" : found.verdict === "update" ? "update" : "possible-contradiction");
    considered.push({ text: masked(told.text, false), outcome: turnedDown ? "dropped" : "proposed", rule });
    if (turnedDown) continue;
    if (found?.verdict === "update") {
      found.entry.said.push({ candidate, told });
      found.entry.told = told;
      found.entry.keys = [...found.entry.keys, candidate.key];
      index.add(found.entry);
    } else {
      const instruction = candidate.kind === "preference";
      const against = found?.entry ?? null;
      const entry: Entry = { told, keys: [candidate.key], instruction, base: false, from: null, said: [{ candidate, told }], against };
      entries.push(entry);
      index.add(entry);
    }
  }
  const { changes, left } = draftUpdates(entries);
  return [...changes, ...left.map((entry) => draftCreate(entry, paths))];
}

/** The sentence of the memory that a correction contradicts: as a fact, else as a rule. What the dream itself drafts, and what is newer, is not corrected by it. */
function correctedBy(told: Told, candidate: Candidate, index: StatementIndex<Entry>): Entry | null {
  const found = index.relate(told, [], false) ?? index.relate(told, [], true);
  const memory = found?.entry.from?.memory;
  if (!found || !memory || found.verdict === "same" || found.entry.said.length > 0 || isOlder(candidate.statedAt, memory)) return null;
  return found.entry;
}

/** The sentences of the memory that share a word with something that was said: no other can be what it is about. */
function entriesOf(memories: readonly BaseMemory[], statements: readonly { candidate: Candidate; told: Told }[]): Entry[] {
  const keys = new Set(statements.map((s) => s.candidate.key));
  const words = new Set(statements.flatMap((s) => s.told.stems));
  // "I moved to Rome" and "The user lives in Oslo" share a slot and no word.
  if (statements.some((s) => s.told.slot)) for (const verb of RELATION_VERBS) words.add(verb);
  const mentions = (text: string) => contentStems(text).some((s) => words.has(s));
  return memories.flatMap((memory) => {
    const byKey = memory.key !== null && keys.has(memory.key);
    if (!byKey && !mentions(memory.content)) return [];
    const own = memory.key !== null && parseWording(memory.content) !== null ? [memory.key] : [];
    return linesOfMemory(memory.content, byKey ? undefined : mentions).map(
      (line): Entry => ({ told: line.told, keys: own, instruction: false, base: true, from: { memory, line }, said: [], against: null }),
    );
  });
}

function relateTo(found: { entry: Entry; verdict: string } | null, candidate: Candidate): string | null {
  if (!found) return null;
  if (found.verdict === "same") return "already-known";
  const memory = found.entry.from?.memory;
  return memory && found.entry.said.length === 0 && isOlder(candidate.statedAt, memory) ? "older-than-memory" : null;
}

const firstLine = (text: string): string => text.split("\n").find((line) => line.trim() !== "") ?? "";

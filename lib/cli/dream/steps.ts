import { setTimeout as sleep } from "node:timers/promises";
import { type Door, UnreachableError } from "@/lib/cli/dream/door";
import type { MemoryInput, TypedFile } from "@/lib/cli/dream/files";
import type { DreamOptions } from "@/lib/cli/dream/options";
import { count } from "@/lib/cli/dream/print-proposal";
import { oneLine } from "@/lib/cli/dream/terminal";
import { type DreamStatus, MAX_DREAM_TRANSCRIPTS } from "@/lib/domain/dream";
import type { AppError } from "@/lib/domain/errors";
import type { Agent, Dream, ImportError, ImportResult, Proposal, Store } from "@/lib/domain/views";
import { placeText } from "@/lib/importers/format";

/** Says a line about progress, on stderr. */
export type Say = (line: string) => void;

/** Several files' results as one; of a single file, exactly its own. */
export type ImportSummary = ImportResult & { files: { file: string; import_id: string | null; format: string | null }[] };

const POLL_MS = 300;
/** A server that restarts is waited for this long. */
const AWAY_MS = 30_000;
const RUNNING: readonly DreamStatus[] = ["queued", "running"];

/** The oldest with that name, or the one with that id. */
function named<T extends { id: string; name: string }>(items: readonly T[], nameOrId: string): T | undefined {
  return items.findLast((item) => item.name === nameOrId || item.id === nameOrId);
}

export async function findAgent(door: Door, name: string, say: Say): Promise<Agent> {
  const known = named(await door.listAgents(), name);
  if (known) return known;
  say(`making the agent ${oneLine(name)} with a store of its own`);
  return door.createAgent(name);
}

/** The store by name, made where there is none and attached to the agent where it is not; without a name the agent's first. */
export async function findStore(door: Door, agent: Agent, name: string | null, say: Say): Promise<Store> {
  const own = [...agent.stores].sort((a, b) => Number(a.access === "read_only") - Number(b.access === "read_only") || a.order - b.order)[0];
  if (name === null && own) return door.getStore(own.store_id);
  const attachment = { agent_id: agent.id, access: "read_write" as const };
  const known = name === null ? undefined : named(await door.listStores(), name);
  if (!known) {
    say(`making the memory store ${oneLine(name ?? agent.name)}`);
    return door.createStore({ name: name ?? agent.name, agents: [attachment] });
  }
  if (known.agents.some((one) => one.agent_id === agent.id)) return known;
  say(`attaching the memory store ${oneLine(known.name)} to ${oneLine(agent.name)}`);
  await door.updateStore(known.id, { agents: [...known.agents.map(({ agent_id, access }) => ({ agent_id, access })), attachment] });
  return known;
}

export async function fillMemory(door: Door, store: Store, memory: MemoryInput, say: Say): Promise<void> {
  for (const file of memory.left) say(`${oneLine(file)} is no Markdown file and stays out of the memory`);
  const { version, changed, files } = await door.importMemory(store.id, memory.name, memory.bytes);
  say(
    changed
      ? `memory: ${count(files, "file")} imported as version ${version}`
      : `memory: ${count(files, "file")}, all of them as they are in version ${version}`,
  );
}

/** Imports every file; what is refused is said at once, with file, place and reason. */
export async function importFiles(door: Door, agent: Agent, files: readonly TypedFile[], format: string, say: Say): Promise<ImportSummary> {
  const sum: ImportSummary = { import_id: "", format: "", imported: [], updated: [], duplicates: [], errors: [], files: [] };
  for (const file of files) {
    say(`importing ${oneLine(file.typed)}`);
    const got = await door.importTranscripts(agent.id, file, format);
    const problems = "result" in got ? got.result.errors : [refusalOf(got.refused)];
    if ("result" in got) add(sum, file, got.result);
    else sum.files.push({ file: file.typed, import_id: null, format: null });
    const errors = problems.map((problem) => ({ ...problem, file: file.typed }));
    sum.errors.push(...errors);
    say(`${oneLine(file.typed)}: ${"result" in got ? resultText(got.result) : "refused"}`);
    for (const error of errors)
      say(`refused: ${[oneLine(file.typed), oneLine(placeText(error))].filter(Boolean).join(", ")}: ${oneLine(error.message)}`);
  }
  return sum;
}

const refusalOf = (refused: AppError): Omit<ImportError, "file"> => ({ message: refused.message });

function add(sum: ImportSummary, file: TypedFile, result: ImportResult): void {
  sum.files.push({ file: file.typed, import_id: result.import_id, format: result.format });
  sum.import_id ||= result.import_id;
  sum.format = sum.format === "" || sum.format === result.format ? result.format : "mixed";
  sum.imported.push(...result.imported);
  sum.updated.push(...result.updated);
  sum.duplicates.push(...result.duplicates);
}

function resultText(result: ImportResult): string {
  const parts = [
    `${count(result.imported.length, "session")} imported`,
    ...(result.updated.length > 0 ? [`${result.updated.length} updated`] : []),
    ...(result.duplicates.length > 0 ? [`${count(result.duplicates.length, "duplicate")}`] : []),
    ...(result.errors.length > 0 ? [`${result.errors.length} refused`] : []),
  ];
  return `${parts.join(", ")} (${result.format})`;
}

/**
 * Starts a dream over the sessions that no dream of the store has read. Where more wait than one dream reads, it takes those of the files,
 * which are what was asked about.
 */
export async function dream(door: Door, store: Store, sent: ImportSummary, options: DreamOptions, say: Say): Promise<Dream> {
  const waiting = (await door.getStore(store.id)).unread_transcripts ?? 0;
  const ours = [...sent.imported, ...sent.updated].map((session) => session.id);
  const chosen = waiting > MAX_DREAM_TRANSCRIPTS && ours.length > 0 ? [...new Set(ours)].slice(0, MAX_DREAM_TRANSCRIPTS) : null;
  if (waiting > MAX_DREAM_TRANSCRIPTS)
    say(`${waiting} sessions wait; a dream reads ${MAX_DREAM_TRANSCRIPTS}: run the command again for the next ones`);
  const started = await door.startDream(store.id, {
    ...(options.engine ? { engine: options.engine } : {}),
    ...(options.instructions ? { instructions: options.instructions } : {}),
    ...(chosen ? { transcript_ids: chosen } : {}),
  });
  say(`dreaming over ${count(started.transcript_ids.length, "session")} with the engine ${started.engine}`);
  return wait(door, started, options.waitMs, say);
}

/** The dream when it has ended, or as it is when the wait is over. */
async function wait(door: Door, started: Dream, waitMs: number, say: Say): Promise<Dream> {
  const end = Date.now() + waitMs;
  let answeredAt = Date.now();
  let phase: string | null = null;
  for (let last = started; ; ) {
    if (!RUNNING.includes(last.status)) return last;
    if (last.phase && last.phase !== phase) {
      phase = last.phase;
      say(`phase: ${phase}${last.progress.total > 1 ? ` (${last.progress.done} of ${last.progress.total})` : ""}`);
    }
    const left = end - Date.now();
    if (left <= 0) return last;
    await sleep(Math.min(POLL_MS, left));
    try {
      last = await door.getDream(started.id);
      answeredAt = Date.now();
    } catch (error) {
      if (!(error instanceof UnreachableError) || Date.now() - answeredAt > AWAY_MS) throw error;
    }
  }
}

/** Accepts and applies what has no finding above `note` and depends on nothing that has. The rest stays open. */
export async function acceptClean(door: Door, proposal: Proposal, say: Say): Promise<Proposal> {
  if (proposal.status !== "open") {
    say(`the store's policy has carried out this proposal already: it is ${proposal.status}`);
    return proposal;
  }
  const clean = new Set(
    proposal.changes.filter((c) => c.state === "undecided" && c.findings.every((f) => f.severity === "note")).map((c) => c.id),
  );
  for (let before = -1; before !== clean.size; ) {
    before = clean.size;
    for (const change of proposal.changes) if (change.depends_on.some((id) => !clean.has(id))) clean.delete(change.id);
  }
  if (clean.size === 0) {
    say("no change is without a finding above note: nothing was accepted");
    return proposal;
  }
  const decided = await door.accept(proposal.id, [...clean]);
  if (decided.counts.accepted === 0) {
    say(`${count(clean.size, "change")} accepted; the store's policy asks for another person before they apply`);
    return decided;
  }
  const applied = await door.apply(proposal.id, "Accepted on the command line: no finding above note");
  say(`accepted and applied ${count(applied.proposal.counts.accepted, "change")} as version ${applied.version}`);
  if (applied.rest) say(`${count(applied.rest.changes.length, "change")} with a warning or a block stay open in ${applied.rest.id}`);
  return applied.proposal;
}

import { directDoor } from "@/lib/cli/dream/direct-door";
import { type Door, UnreachableError } from "@/lib/cli/dream/door";
import { findFiles, readMemory } from "@/lib/cli/dream/files";
import { httpDoor } from "@/lib/cli/dream/http-door";
import { type DreamOptions, readOptions, USAGE, UsageError } from "@/lib/cli/dream/options";
import { nothingText, proposalText } from "@/lib/cli/dream/print-proposal";
import { acceptClean, dream, fillMemory, findAgent, findStore, type ImportSummary, importFiles } from "@/lib/cli/dream/steps";
import { jsonDocument, oneLine, paintFor, widthOf } from "@/lib/cli/dream/terminal";
import { AppError } from "@/lib/domain/errors";
import type { Dream, Proposal } from "@/lib/domain/views";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";

/** What stdout gets: with `--json` exactly this. */
type Outcome = { import: ImportSummary | null; dream: Dream | null; proposal: Proposal | null; url: string | null };
/** `problem`: why the main job was not done, in a line. */
type Result = Outcome & { problem: string | null };

const say = (line: string) => console.error(line);

/** `npm run dream -- FILE...`: sessions in, a dream, its proposal out. Returns the exit status. */
export async function dreamCommand(args: readonly string[], from: string): Promise<0 | 1 | 2 | 3> {
  let door: Door | null = null;
  try {
    const options = readOptions(args);
    if (options === "help") {
      console.log(USAGE);
      return 0;
    }
    const files = findFiles(options.files, from);
    const memory = options.memory === null ? null : readMemory(options.memory, from);
    const { REVEILLE_API_KEY: key, REVEILLE_URL: url } = env();
    door = key ? httpDoor(url, key) : await directDoor();
    const result = await run(door, options, files, memory);
    report(door, options, result);
    if (result.problem) return 1;
    return (result.import?.errors.length ?? 0) > 0 ? 3 : 0;
  } catch (error) {
    say(lineOf(error));
    return error instanceof UsageError ? 2 : 1;
  } finally {
    await door?.close();
  }
}

async function run(
  door: Door,
  options: DreamOptions,
  files: ReturnType<typeof findFiles>,
  memory: ReturnType<typeof readMemory> | null,
): Promise<Result> {
  const result: Result = { import: null, dream: null, proposal: null, url: null, problem: null };
  try {
    const agent = await findAgent(door, options.agent, say);
    const store = await findStore(door, agent, options.store, say);
    if (memory) await fillMemory(door, store, memory, say);
    const sent = await importFiles(door, agent, files, options.format, say);
    result.import = sent;
    if (sent.imported.length + sent.updated.length + sent.duplicates.length === 0)
      return { ...result, problem: "Nothing could be imported." };

    const ended = await dream(door, store, sent, options, say);
    result.dream = ended;
    result.url = door.baseUrl + paths.dream(ended.id);
    if (ended.status !== "completed") return { ...result, problem: problemOf(ended, door.serving) };
    if (!ended.proposal_id) return result;
    const proposal = await door.getProposal(ended.proposal_id);
    result.proposal = proposal;
    result.url = door.baseUrl + paths.proposal(proposal.id);
    if (options.acceptClean) result.proposal = await acceptClean(door, proposal, say);
  } catch (error) {
    result.problem = lineOf(error);
  }
  return result;
}

/** Why a dream that has not completed is no success; null for one that found nothing to change. */
function problemOf(ended: Dream, serving: boolean): string | null {
  switch (ended.status) {
    case "completed":
    case "nothing_to_change":
      return null;
    case "failed":
      return `The dream failed: ${ended.error ?? "no reason was given"}`;
    case "canceled":
      return "The dream was canceled.";
    case "queued":
    case "running":
      return `The wait is over and the dream is still ${ended.status}; it goes on${serving ? "" : " as soon as `npm start` runs"}.`;
    default:
      return ended.status satisfies never;
  }
}

function report(door: Door, options: DreamOptions, { problem, ...outcome }: Result): void {
  if (options.json) console.log(jsonDocument(outcome));
  else if (outcome.dream && !problem) {
    const page = { width: widthOf(process.stdout), paint: paintFor(process.stdout, process.env) };
    console.log(outcome.proposal ? proposalText(outcome.proposal, page) : nothingText(outcome.dream, page));
    console.log(`\n${outcome.url}`);
  } else if (outcome.url) console.log(outcome.url);
  if (problem) say(problem);
  if (outcome.url && !door.serving) say("`npm start` serves that address.");
}

/** A refusal or a wrong use in its own words; anything else is a bug and shows where. */
function lineOf(error: unknown): string {
  if (error instanceof AppError) {
    const running = (error.details as { dream_id?: string } | undefined)?.dream_id;
    return oneLine(running ? `${error.message} (${running})` : error.message);
  }
  if (error instanceof UsageError || error instanceof UnreachableError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (process.argv[1]?.endsWith("/cli/dream.ts")) {
  // Whoever reads stdout may close it early (`| head`): that is no failure of the dream.
  process.stdout.on("error", () => {});
  process.exitCode = await dreamCommand(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
}

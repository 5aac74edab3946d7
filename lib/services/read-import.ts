import type { Context } from "@/lib/domain/context";
import type { ImportResult } from "@/lib/domain/views";
import { FORMAT_NAMES, type FormatName } from "@/lib/importers/format";
import { type GoOn, readUpload } from "@/lib/importers/read-upload";
import { importBytes } from "@/lib/queries/import-bytes";
import { type Entry, entryOf, ImportBook } from "@/lib/services/import-book";
import { importSessions, MAX_EXTERNAL_ID } from "@/lib/services/import-session";
import { keepStep, loadSteps } from "@/lib/services/import-steps";
import { maskHead } from "@/lib/services/mask-head";
import { type PreparedSession, prepare } from "@/lib/services/prepare-session";
import { SessionWriter } from "@/lib/services/session-writer";

type Result = Omit<ImportResult, "import_id">;

/** What an import ended with: sessions by what became of them, or why nothing could be read. `stopped`: between two sessions, before the end. */
export type ImportOutcome =
  | { kind: "read"; result: Result; dummyTime: boolean }
  | { kind: "stopped"; result: Result }
  | { kind: "unsupported"; tried: { format: string; why: string }[] };

/** Set by whoever watches over the reading; it is looked at between two sessions and between two pieces of the upload. */
export type Stop = { why: "canceled" | "lost" | "stopped" | null };

export type Upload = { importId: string; agentId: string; uploadedBy: string | null; name: string; asked: string };

/** A session that is ready to be written, with the problems that stand before it and where to go on behind it. */
type Ready = PreparedSession & { before: Entry[]; next: GoOn | null };

/** How often it is told how far the reading is. */
const TELL_MS = 500;

/**
 * Reads a kept upload into sessions, a few of them in a transaction. Read again after it was cut off, it gives the same result as if it had not been: it
 * goes on behind what is written, or, in formats whose sessions do not stand by themselves, begins anew, and what this import wrote before counts as imported.
 */
export async function readImport(
  ctx: Context,
  upload: Upload,
  stop: Stop,
  tell: (at: { bytes: number; sessions: number }) => Promise<void>,
): Promise<ImportOutcome> {
  const { workspaceId } = ctx.scope;
  const { importId } = upload;
  const format = (FORMAT_NAMES as readonly string[]).includes(upload.asked) ? (upload.asked as FormatName) : "auto";
  const book = new ImportBook(upload.name);
  const known = await loadSteps(workspaceId, importId);
  for (const entry of known?.entries ?? []) book.add(entry);
  const start = known?.next.offset ?? 0;
  if (known) book.result.format = known.next.format;
  let written = start;
  let read = start;
  let told = 0;
  let said = 0;
  const progress = async () => {
    if (performance.now() - told < TELL_MS) return;
    await tell({ bytes: read, sessions: book.sessions });
    told = performance.now();
  };
  const pieces = async function* () {
    let taken = start;
    for await (const piece of importBytes(workspaceId, importId, start)) {
      if (stop.why) return;
      yield piece;
      taken += piece.length;
      read = Math.max(read, taken);
      await progress();
    }
  };
  const writer = new SessionWriter<Ready>(
    async (sessions) => {
      const next = sessions.at(-1)?.next ?? null;
      const results = await importSessions(ctx, { ...upload, format: book.result.format }, sessions, async (tx, made) => {
        if (!next) return;
        const entries = sessions.flatMap(({ session, before }, i) => [...before, ...(made[i] ? [entryOf(session, made[i])] : [])]);
        await keepStep(tx, workspaceId, importId, { fromByte: written, next, entries });
      });
      if (next) written = next.offset;
      return results;
    },
    ({ session, before }, result) => {
      for (const entry of before) book.add(entry);
      said += before.length;
      book.add(entryOf(session, result));
      // Within a piece of the upload, up to where the session at hand ends.
      read = Math.max(read, session.raw.at(-1)?.end ?? 0);
    },
  );
  /** Every problem, in order; the first `said` of them stand in the book, with the session behind them. */
  const problems: Entry[] = [];
  let attached = 0;
  try {
    for await (const item of readUpload(pieces(), { format, goOn: known?.next ?? null })) {
      if (stop.why) break;
      if (item.type === "unsupported") return { kind: "unsupported", tried: item.tried };
      if (item.type === "format") book.result.format = item.format;
      else if (item.type === "problem") problems.push({ problem: item.problem });
      else {
        const session = await maskHead(item.session);
        if ((session.externalId?.length ?? 0) > MAX_EXTERNAL_ID)
          problems.push({ problem: { message: `A session's id has more than ${MAX_EXTERNAL_ID} characters; the session was refused.` } });
        else {
          const before = problems.slice(attached);
          attached = problems.length;
          await writer.add({ ...(await prepare(session)), before, next: item.next ?? null });
        }
        await progress();
      }
    }
    if (!stop.why) await writer.flush();
  } finally {
    await writer.settled();
  }
  for (const problem of problems.slice(said)) book.add(problem);
  if (stop.why) return { kind: "stopped", result: book.result };
  await tell({ bytes: read, sessions: book.sessions });
  return { kind: "read", result: book.result, dummyTime: book.sameStart() };
}

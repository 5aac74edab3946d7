import type { Context } from "@/lib/domain/context";
import type { ImportedSession } from "@/lib/domain/transcript";
import type { ImportError, ImportResult } from "@/lib/domain/views";
import { FORMAT_NAMES, type FormatName } from "@/lib/importers/format";
import { readUpload } from "@/lib/importers/read-upload";
import { importBytes } from "@/lib/queries/import-bytes";
import { importSessions, MAX_EXTERNAL_ID, type SessionResult } from "@/lib/services/import-session";
import { maskHead } from "@/lib/services/mask-head";
import { prepare } from "@/lib/services/prepare-session";
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

/** How often it is told how far the reading is. */
const TELL_MS = 500;

/**
 * Reads a kept upload into sessions, a few of them in a transaction. Read again after it was cut off, it gives the same result as if it had not
 * been: what this import wrote before counts as imported.
 */
export async function readImport(
  ctx: Context,
  upload: Upload,
  stop: Stop,
  tell: (at: { bytes: number; sessions: number }) => Promise<void>,
): Promise<ImportOutcome> {
  const format = (FORMAT_NAMES as readonly string[]).includes(upload.asked) ? (upload.asked as FormatName) : "auto";
  const book = new Book(upload.name);
  let read = 0;
  let told = 0;
  const progress = async () => {
    if (performance.now() - told < TELL_MS) return;
    await tell({ bytes: read, sessions: book.sessions });
    told = performance.now();
  };
  const pieces = async function* () {
    let taken = 0;
    for await (const piece of importBytes(ctx.scope.workspaceId, upload.importId)) {
      if (stop.why) return;
      yield piece;
      taken += piece.length;
      read = Math.max(read, taken);
      await progress();
    }
  };
  const writer = new SessionWriter(
    (sessions) => importSessions(ctx, { ...upload, format: book.result.format }, sessions),
    (session, written) => {
      book.note(session, written);
      // Within a piece of the upload, up to where the session at hand ends.
      read = Math.max(read, session.raw.at(-1)?.end ?? 0);
    },
  );
  try {
    for await (const item of readUpload(pieces(), { format })) {
      if (stop.why) break;
      if (item.type === "unsupported") return { kind: "unsupported", tried: item.tried };
      if (item.type === "format") book.result.format = item.format;
      else if (item.type === "problem") book.refuse(item.problem);
      else {
        const session = await maskHead(item.session);
        if ((session.externalId?.length ?? 0) > MAX_EXTERNAL_ID)
          book.refuse({ message: `A session's id has more than ${MAX_EXTERNAL_ID} characters; the session was refused.` });
        else await writer.add(await prepare(session));
        await progress();
      }
    }
    if (!stop.why) await writer.flush();
  } finally {
    await writer.settled();
  }
  if (stop.why) return { kind: "stopped", result: book.result };
  await tell({ bytes: read, sessions: book.sessions });
  return { kind: "read", result: book.result, dummyTime: book.sameStart() };
}

/** What became of the sessions of one upload. */
class Book {
  readonly result: Result = { format: "", imported: [], updated: [], duplicates: [], errors: [] };
  sessions = 0;
  private readonly told = new Set<string>();
  private readonly starts = new Map<string, string | null>();

  constructor(private readonly file: string) {}

  refuse(problem: Omit<ImportError, "file">): void {
    this.result.errors.push({ file: this.file, ...problem });
  }

  note(session: ImportedSession, written: SessionResult): void {
    this.sessions++;
    this.starts.set(written.id, session.startedAt);
    // A session that stands twice in one upload: what this reading has told of once is a duplicate the second time.
    const place = written.kind === "duplicate" ? "" : `${written.id} ${written.kind === "updated" ? written.revision : 1}`;
    const again = this.told.has(place);
    this.told.add(place);
    if (written.kind === "duplicate" || again) {
      this.result.duplicates.push({ external_id: written.externalId, id: written.id });
      return;
    }
    const { id, externalId, events } = written;
    if (written.kind === "imported") {
      const outcome = session.outcome ?? { result: "unknown" as const, score: null, note: null };
      const at = new Date().toISOString();
      this.result.imported.push({
        id,
        external_id: externalId,
        events,
        started_at: session.startedAt,
        outcome: { ...outcome, source: "imported", at },
      });
    } else this.result.updated.push({ id, external_id: externalId, events, revision: written.revision, diverged: written.diverged });
  }

  /** Every one of two or more sessions, known before or not, starts at one and the same time: a default, not a time (rule 4). */
  sameStart(): boolean {
    const starts: unknown[] = [...this.starts.values()];
    return starts.length > 1 && !starts.includes(null) && new Set(starts).size === 1;
  }
}

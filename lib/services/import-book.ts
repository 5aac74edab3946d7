import type { ImportedSession } from "@/lib/domain/transcript";
import type { ImportError, ImportResult } from "@/lib/domain/views";
import type { SessionResult } from "@/lib/services/import-session";

type Result = Omit<ImportResult, "import_id">;

/** What one session, or one problem, adds to a result. Kept as JSON with the sessions, so that a reader who takes over tells the same. */
export type Entry =
  | { problem: Omit<ImportError, "file"> }
  | { written: SessionResult; startedAt: string | null; outcome: ImportedSession["outcome"]; at: string };

export const entryOf = (session: ImportedSession, written: SessionResult): Entry => ({
  written,
  startedAt: session.startedAt,
  outcome: session.outcome,
  at: new Date().toISOString(),
});

/** What became of the sessions of one upload. */
export class ImportBook {
  readonly result: Result = { format: "", imported: [], updated: [], duplicates: [], errors: [] };
  sessions = 0;
  private readonly told = new Set<string>();
  private readonly starts = new Map<string, string | null>();

  constructor(private readonly file: string) {}

  add(entry: Entry): void {
    if ("problem" in entry) {
      this.result.errors.push({ file: this.file, ...entry.problem });
      return;
    }
    const { written, startedAt, at } = entry;
    this.sessions++;
    this.starts.set(written.id, startedAt);
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
      const outcome = entry.outcome ?? { result: "unknown" as const, score: null, note: null };
      this.result.imported.push({
        ...{ id, external_id: externalId, events, started_at: startedAt },
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

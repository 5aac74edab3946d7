import type { SessionResult } from "@/lib/services/import-session";
import type { PreparedSession } from "@/lib/services/prepare-session";

/** A transaction is a dozen round trips whatever it holds: small sessions share one. */
const MAX_SESSIONS = 16;
const MAX_CHARS = 1024 * 1024;

/** Writes the sessions of one upload in their order, a few at a time, while the next ones are being read and masked. */
export class SessionWriter<S extends PreparedSession = PreparedSession> {
  private waiting: S[] = [];
  private readonly ids = new Set<string>();
  private chars = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly write: (sessions: readonly S[]) => Promise<SessionResult[]>,
    private readonly note: (ready: S, written: SessionResult) => void,
  ) {}

  /** Throws what writing an earlier one threw. */
  async add(ready: S): Promise<void> {
    // A session that stands twice in an upload looks at what the first one wrote.
    if (this.ids.has(ready.session.externalId)) await this.flush();
    this.waiting.push(ready);
    this.ids.add(ready.session.externalId);
    this.chars += ready.events.reduce((sum, event) => sum + event.text.length, 0);
    if (this.waiting.length >= MAX_SESSIONS || this.chars >= MAX_CHARS) await this.flush();
  }

  /** Begins to write what waits, once what is being written has been. */
  async flush(): Promise<void> {
    await this.writing;
    const batch = this.waiting;
    this.waiting = [];
    this.ids.clear();
    this.chars = 0;
    this.writing = this.writeAll(batch);
    // Thrown where it is waited for.
    this.writing.catch(() => {});
  }

  /** When nothing is being written any more. Throws what the last writing threw. */
  settled(): Promise<void> {
    return this.writing;
  }

  private async writeAll(batch: readonly S[]): Promise<void> {
    const noteAll = (sessions: readonly S[], results: readonly SessionResult[]) => {
      for (const [i, ready] of sessions.entries()) {
        const written = results[i];
        if (written) this.note(ready, written);
      }
    };
    if (batch.length === 0) return;
    if (batch.length === 1) return noteAll(batch, await this.write(batch));
    const results = await this.write(batch).catch(() => null);
    if (results) return noteAll(batch, results);
    // One that cannot be written takes none of those before it along.
    for (const one of batch) noteAll([one], await this.write([one]));
  }
}

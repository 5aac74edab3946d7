import { db } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { systemActor } from "@/lib/domain/actor";
import { type Context, systemContext } from "@/lib/domain/context";
import type { ImportError, ImportResult } from "@/lib/domain/views";
import { FORMAT_NAMES, type FormatName } from "@/lib/importers/format";
import { readUpload } from "@/lib/importers/read-upload";
import { log } from "@/lib/log";
import { importBytes } from "@/lib/queries/import-bytes";
import { importSession, MAX_EXTERNAL_ID } from "@/lib/services/import-session";
import { maskHead } from "@/lib/services/mask-head";

const LEASE_MS = 15_000;
const BEAT_MS = 3_000;
const MAX_ATTEMPTS = 4;

/** What an import ended with: sessions by what became of them, or why nothing could be read. */
export type ImportOutcome =
  | { result: Omit<ImportResult, "import_id">; dummyTime: boolean }
  | { unsupported: { format: string; why: string }[] };

/**
 * Reads a received upload into sessions under a lease; what is done stays done when it is cut off, and the next one goes on. Does nothing when
 * somebody else is at it or it has ended. Each session is a transaction of its own.
 */
export async function runImport(workspaceId: string, importId: string, owner: string, signal?: AbortSignal): Promise<void> {
  const rows = await db.$queryRaw<{ agent_id: string; name: string; asked: string; actor: Actor; attempts: number }[]>`
    update import set status = 'running', owner = ${owner}, lease_until = now() + ${`${LEASE_MS} milliseconds`}::interval, attempts = attempts + 1
    where workspace_id = ${workspaceId} and id = ${importId}
      and (status = 'queued' or (status = 'running' and (lease_until is null or lease_until < now())))
    returning agent_id, name, asked, actor, attempts`;
  const row = rows[0];
  if (!row) return;
  const timer = setInterval(() => {
    void db.$executeRaw`update import set lease_until = now() + ${`${LEASE_MS} milliseconds`}::interval
      where workspace_id = ${workspaceId} and id = ${importId} and owner = ${owner}`.catch((err) =>
      log.warn({ err, import_id: importId }, "lease not renewed"),
    );
  }, BEAT_MS);
  const end = (status: string, data: object) =>
    db.import.updateMany({
      where: { workspaceId, id: importId, owner },
      data: { status, endedAt: new Date(), owner: null, leaseUntil: null, ...data },
    });
  try {
    if (row.attempts > MAX_ATTEMPTS) {
      await end("failed", { error: { message: `The import was interrupted ${MAX_ATTEMPTS} times and is not tried again.` } });
      return;
    }
    const ctx: Context = { ...systemContext(workspaceId, row.actor ?? systemActor("worker", "Worker")), via: "system" };
    const where = { importId, agentId: row.agent_id, uploadedBy: row.actor.personId };
    const outcome = await read(ctx, { ...where, name: row.name, asked: row.asked }, signal, async (done) => {
      await db.import.updateMany({ where: { workspaceId, id: importId, owner }, data: { sessionsDone: done } });
    });
    if ("unsupported" in outcome) await end("failed", { error: outcome });
    else await end("completed", { result: outcome.result, format: outcome.result.format, dummyTime: outcome.dummyTime });
  } catch (err) {
    if (signal?.aborted) {
      await db.import.updateMany({
        where: { workspaceId, id: importId, owner },
        data: { leaseUntil: new Date(0), attempts: { decrement: 1 } },
      });
      return;
    }
    log.error({ err, import_id: importId }, "import failed");
    await end("failed", { error: { message: "Something went wrong while importing. What was imported is kept; send the file again." } });
  } finally {
    clearInterval(timer);
  }
}

/** Every one of two or more sessions, known before or not, starts at one and the same time: a default, not a time (rule 4). */
const sameStart = (starts: ReadonlyMap<string, string | null>) =>
  starts.size > 1 && !([...starts.values()] as unknown[]).includes(null) && new Set(starts.values()).size === 1;

async function read(
  ctx: Context,
  where: { importId: string; agentId: string; uploadedBy: string | null; name: string; asked: string },
  signal: AbortSignal | undefined,
  progress: (sessions: number) => Promise<void>,
): Promise<ImportOutcome> {
  const format = (FORMAT_NAMES as readonly string[]).includes(where.asked) ? (where.asked as FormatName) : "auto";
  const result: Omit<ImportResult, "import_id"> = { format: "", imported: [], updated: [], duplicates: [], errors: [] };
  const refuse = (problem: Omit<ImportError, "file">) => result.errors.push({ file: where.name, ...problem });
  const told = new Set<string>();
  const starts = new Map<string, string | null>();
  let done = 0;
  for await (const item of readUpload(importBytes(ctx.scope.workspaceId, where.importId), { format })) {
    signal?.throwIfAborted();
    if (item.type === "unsupported") return { unsupported: item.tried };
    if (item.type === "format") result.format = item.format;
    else if (item.type === "problem") refuse(item.problem);
    else {
      const session = await maskHead(item.session);
      if ((session.externalId?.length ?? 0) > MAX_EXTERNAL_ID) {
        refuse({ message: `A session's id has more than ${MAX_EXTERNAL_ID} characters; the session was refused.` });
        continue;
      }
      const written = await importSession(ctx, { ...where, format: result.format }, session);
      // A session that stands twice in one upload: what this reading has told of once is a duplicate the second time.
      const place = written.kind === "duplicate" ? "" : `${written.id} ${written.kind === "updated" ? written.revision : 1}`;
      const again = told.has(place);
      told.add(place);
      starts.set(written.id, session.startedAt);
      const at = new Date().toISOString();
      const outcome = session.outcome ?? { result: "unknown" as const, score: null, note: null };
      if (written.kind === "duplicate" || again) result.duplicates.push({ external_id: written.externalId, id: written.id });
      else if (written.kind === "imported") {
        const { id, externalId, events } = written;
        result.imported.push({
          id,
          external_id: externalId,
          events,
          started_at: session.startedAt,
          outcome: { ...outcome, source: "imported", at },
        });
      } else {
        const { id, externalId, events, revision, diverged } = written;
        result.updated.push({ id, external_id: externalId, events, revision, diverged });
      }
      if (++done % 20 === 0) await progress(done);
    }
  }
  await progress(done);
  return { result, dummyTime: sameStart(starts) };
}

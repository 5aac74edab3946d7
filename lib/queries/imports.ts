import { db } from "@/lib/db/client";
import type { Import as ImportRow, Transcript } from "@/lib/db/generated/client";
import { requireAgent, type Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { ImportStatus } from "@/lib/domain/import";
import type { Import, ImportResult } from "@/lib/domain/views";
import { outcomeView } from "@/lib/queries/transcripts";

/** Throws `not_found`. */
export async function getImport(scope: Scope, id: string): Promise<Import> {
  const row = await db.import.findUnique({ where: { workspaceId_id: { workspaceId: scope.workspaceId, id } } });
  // Of an agent that a key does not reach, nothing more is told than of an import that is not there.
  if (!row || (scope.agentId && scope.agentId !== row.agentId)) throw new AppError("not_found", "There is no such import.");
  return view(row);
}

const SHOWN = 100;
/** Ids in one query. */
const BATCH = 5_000;

/** The imports of an agent that have not ended, oldest first. Throws `not_found`. */
export async function listOpenImports(scope: Scope, agentId: string): Promise<Import[]> {
  requireAgent(scope, agentId);
  const rows = await db.import.findMany({
    where: { workspaceId: scope.workspaceId, agentId, status: { in: ["receiving", "queued", "running"] } },
    orderBy: { id: "asc" },
    take: SHOWN,
  });
  return rows.map(view);
}

function view(row: ImportRow): Import {
  const bytes = Number(row.bytes);
  return {
    id: row.id,
    agent_id: row.agentId,
    name: row.name,
    status: row.status as ImportStatus,
    bytes_done: Number(row.bytesDone),
    bytes_total: bytes,
    sessions_done: row.sessionsDone,
    result: row.result === null ? null : ({ import_id: row.id, ...(row.result as object) } as ImportResult),
    error: row.error === null ? null : problem(row.name, row.error as Stored),
    created_at: row.createdAt.toISOString(),
    ended_at: row.endedAt?.toISOString() ?? null,
  };
}

type Stored = { message?: string; unsupported?: { format: string; why: string }[] };

function problem(name: string, { message, unsupported }: Stored): NonNullable<Import["error"]> {
  if (!unsupported) return { type: "unprocessable", message: message ?? "The import failed." };
  const why = unsupported.map((t) => `${t.format}: ${t.why}`).join("; ");
  return {
    type: "unsupported_format",
    message: `${name} is in no format that is known here (${why}).`,
    details: { tried: unsupported },
  };
}

/** The sessions that an import has written so far, as its result tells of them. */
export async function listWritten(workspaceId: string, importId: string): Promise<Pick<ImportResult, "imported" | "updated">> {
  const rows = await db.transcriptRevision.findMany({
    where: { workspaceId, importId },
    orderBy: [{ receivedAt: "asc" }, { transcriptId: "asc" }],
  });
  const transcripts = new Map<string, Transcript>();
  const ids = rows.map((r) => r.transcriptId);
  for (let at = 0; at < ids.length; at += BATCH) {
    for (const t of await db.transcript.findMany({ where: { workspaceId, id: { in: ids.slice(at, at + BATCH) } } }))
      transcripts.set(t.id, t);
  }
  const written: Pick<ImportResult, "imported" | "updated"> = { imported: [], updated: [] };
  for (const { transcriptId: id, revision, events, diverged, startedAt } of rows) {
    const of = transcripts.get(id);
    if (!of) continue;
    const external_id = of.externalId;
    const started_at = startedAt?.toISOString() ?? null;
    if (revision === 1) written.imported.push({ id, external_id, events, started_at, outcome: outcomeView(of) });
    else written.updated.push({ id, external_id, events, revision, diverged });
  }
  return written;
}

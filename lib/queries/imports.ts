import { db } from "@/lib/db/client";
import { requireAgent, type Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { ImportResult } from "@/lib/domain/views";

export type ImportView = {
  id: string;
  agent_id: string;
  name: string;
  status: "receiving" | "queued" | "running" | "completed" | "failed";
  bytes_total: number;
  sessions_done: number;
  result: ImportResult | null;
  error: { message?: string; unsupported?: { format: string; why: string }[] } | null;
  created_at: string;
};

/** Throws `not_found`. */
export async function getImport(scope: Scope, id: string): Promise<ImportView> {
  const row = await db.import.findUnique({ where: { workspaceId_id: { workspaceId: scope.workspaceId, id } } });
  if (!row) throw new AppError("not_found", "There is no such import.");
  requireAgent(scope, row.agentId);
  return {
    id: row.id,
    agent_id: row.agentId,
    name: row.name,
    status: row.status as ImportView["status"],
    bytes_total: Number(row.bytes),
    sessions_done: row.sessionsDone,
    result: row.result === null ? null : ({ import_id: row.id, ...(row.result as object) } as ImportResult),
    error: row.error as ImportView["error"],
    created_at: row.createdAt.toISOString(),
  };
}

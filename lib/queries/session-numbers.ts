import { db } from "@/lib/db/client";
import type { Scope } from "@/lib/domain/context";
import type { OutcomeResult } from "@/lib/domain/transcript";

/** How an agent's sessions ended: numbers of sessions, those left out of dreams among them. */
export type SessionNumbers = { sessions: number; excluded: number; newest: string | null } & Record<OutcomeResult, number>;

export const NO_SESSIONS: SessionNumbers = { sessions: 0, excluded: 0, newest: null, succeeded: 0, failed: 0, unknown: 0, invalid: 0 };

type Row = { agent_id: string; outcome: OutcomeResult; sessions: number; excluded: number; newest: Date };

/** Sessions by agent id; an agent without sessions is absent. Without `agentIds` of all agents in reach. */
export async function sessionNumbers(scope: Scope, agentIds?: readonly string[]): Promise<Map<string, SessionNumbers>> {
  const wanted = scope.agentId ? [scope.agentId] : agentIds ? [...agentIds] : null;
  const rows = await db.$queryRaw<Row[]>`
    select agent_id, outcome, count(*)::int as sessions, count(excluded_at)::int as excluded, max(created_at) as newest from transcript
    where workspace_id = ${scope.workspaceId} and (${wanted}::text[] is null or agent_id = any(${wanted}))
    group by agent_id, outcome`;
  const numbers = new Map<string, SessionNumbers>();
  for (const row of rows) {
    const n = numbers.get(row.agent_id) ?? { ...NO_SESSIONS };
    const newest = row.newest.toISOString();
    n.sessions += row.sessions;
    n.excluded += row.excluded;
    n[row.outcome] = row.sessions;
    n.newest = n.newest !== null && n.newest > newest ? n.newest : newest;
    numbers.set(row.agent_id, n);
  }
  return numbers;
}

/** The numbers of several agents together. */
export function totalOf(numbers: Iterable<SessionNumbers>): SessionNumbers {
  const total = { ...NO_SESSIONS };
  for (const n of numbers) {
    for (const key of ["sessions", "excluded", "succeeded", "failed", "unknown", "invalid"] as const) total[key] += n[key];
    if (n.newest !== null && (total.newest === null || n.newest > total.newest)) total.newest = n.newest;
  }
  return total;
}

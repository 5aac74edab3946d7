import type { SessionFilterValues } from "@/components/transcripts/session-filter";
import { OUTCOME_RESULTS } from "@/lib/domain/transcript";
import type { TranscriptFilter } from "@/lib/queries/transcripts";

export type SessionSearch = { q?: string; outcome?: string; excluded?: string; agent?: string; after?: string };

/** What an address asks of a list of sessions; what makes no sense in it counts as not asked. */
export function readSessionSearch(search: SessionSearch): { values: SessionFilterValues; filter: TranscriptFilter; after: string | null } {
  const one = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 500) : undefined);
  const outcome = (OUTCOME_RESULTS as readonly string[]).includes(search.outcome ?? "") ? search.outcome : undefined;
  const excluded = search.excluded === "true" || search.excluded === "false" ? search.excluded : undefined;
  const q = one(search.q)?.replaceAll("\0", "");
  const agent = one(search.agent);
  return {
    values: { q, outcome, excluded, agent },
    filter: { q, outcome, agentId: agent, excluded: excluded === undefined ? undefined : excluded === "true" },
    after: one(search.after) ?? null,
  };
}

/** The address of the next page: the same question, further on. */
export function nextPage(action: string, values: SessionFilterValues, after: string): string {
  const all = Object.entries({ ...values, after }).filter((e): e is [string, string] => Boolean(e[1]));
  return `${action}?${new URLSearchParams(all)}`;
}

/** The address of the first page of the same question. */
export function firstPage(action: string, values: SessionFilterValues): string {
  const all = Object.entries(values).filter((e): e is [string, string] => Boolean(e[1]));
  return all.length === 0 ? action : `${action}?${new URLSearchParams(all)}`;
}

import { queryOptions } from "@tanstack/react-query";
import type { Agent, ProposalSummary, Store, Transcript } from "@/lib/domain/views";

async function page<T>(path: string, params: Record<string, string>, signal: AbortSignal): Promise<T[]> {
  const response = await fetch(`/api/v1/${path}?${new URLSearchParams(params)}`, { headers: { accept: "application/json" }, signal });
  if (!response.ok) throw new Error(`the list of ${path} could not be read (${response.status})`);
  return ((await response.json()) as { data: T[] }).data;
}

const list = <T>(path: string, params: Record<string, string>) =>
  queryOptions({
    queryKey: ["palette", path, params],
    queryFn: ({ signal }) => page<T>(path, params, signal),
    staleTime: 10_000,
  });

/** Where the palette leads, beside the pages themselves. Sessions are searched as one types, the newest otherwise. */
export const paletteStores = list<Store>("stores", { limit: "100" });
export const paletteAgents = list<Agent>("agents", { limit: "100" });
export const paletteProposals = list<ProposalSummary>("proposals", { status: "open", limit: "20" });
export const paletteSessions = (q: string) => list<Transcript>("transcripts", { limit: "6", ...(q ? { q } : {}) });

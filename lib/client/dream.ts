import { queryOptions } from "@tanstack/react-query";
import type { Dream } from "@/lib/domain/views";

const isLive = (dream: Dream | undefined) => dream?.status === "queued" || dream?.status === "running";

async function fetchDream(id: string): Promise<Dream> {
  const response = await fetch(`/api/v1/dreams/${id}`, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`the dream could not be read (${response.status})`);
  return (await response.json()) as Dream;
}

/** A dream, asked for again each second while it runs. */
export const dreamQuery = (id: string) =>
  queryOptions({
    queryKey: ["dream", id],
    queryFn: () => fetchDream(id),
    refetchInterval: (query) => (isLive(query.state.data) ? 1_000 : false),
  });

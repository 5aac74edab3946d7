import { queryOptions } from "@tanstack/react-query";
import { isOver } from "@/lib/domain/import";
import type { Import } from "@/lib/domain/views";

const address = (id: string) => `/api/v1/imports/${encodeURIComponent(id)}`;

async function fetchImport(id: string): Promise<Import> {
  const response = await fetch(address(id), { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`the import could not be read (${response.status})`);
  return (await response.json()) as Import;
}

/** An import, asked for again until it has ended: often while it is read, seldom while it waits. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["import", id],
    queryFn: () => fetchImport(id),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      if (data && isOver(data.status)) return false;
      return data?.status === "queued" ? 1_000 : 500;
    },
  });

/** Asks for it to be canceled. False where that is no longer possible: it has ended, and how, the import itself says. */
export async function cancelImport(id: string): Promise<boolean> {
  const response = await fetch(`${address(id)}/cancel`, { method: "POST" });
  return response.ok;
}

import { invalid } from "./api-error";

/** One page of a list, as `limit`, `after_id` and `before_id` ask for it. */
export function page<Item extends { id: string }>(
  all: readonly Item[],
  query: URLSearchParams,
): { data: Item[]; has_more: boolean; first_id: string | null; last_id: string | null } {
  const limit = Number(query.get("limit") ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw invalid("limit: Input should be between 1 and 1000");
  const at = (name: string): number | null => {
    const id = query.get(name);
    if (id === null) return null;
    const index = all.findIndex((item) => item.id === id);
    if (index < 0) throw invalid(`${name}: no such object`);
    return index;
  };
  const before = at("before_id");
  const from = before === null ? (at("after_id") ?? -1) + 1 : Math.max(0, before - limit);
  const data = all.slice(from, before ?? from + limit);
  const has_more = before === null ? from + limit < all.length : from > 0;
  return { data, has_more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

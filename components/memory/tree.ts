export type Folder<Entry> = {
  /** "/mistakes", "" for what stands at the root. */
  path: string;
  entries: Entry[];
};

/** Entries by the folder they stand in, folders and entries in the order of their paths; what stands at the root comes first. */
export function byFolder<Entry extends { path: string }>(entries: readonly Entry[]): Folder<Entry>[] {
  const folders = new Map<string, Entry[]>();
  for (const e of [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const folder = e.path.slice(0, Math.max(0, e.path.lastIndexOf("/")));
    const list = folders.get(folder);
    if (list) list.push(e);
    else folders.set(folder, [e]);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([path, list]) => ({ path, entries: list }));
}

/** "billing-limits.md" -> "billing-limits". */
export const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/, "");

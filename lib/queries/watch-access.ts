import { listen } from "@/lib/db/listen";

/** Calls `changed` whenever a key, a membership, a person or what an agent reaches may have changed, anywhere, until the returned function is called. */
export function watchAccess(changed: () => void): () => void {
  return listen((notice) => {
    if (notice.table === "access") changed();
  });
}

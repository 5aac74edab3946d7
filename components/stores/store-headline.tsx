import { RelativeTime } from "@/components/ui/relative-time";
import type { Version, VersionCause } from "@/lib/domain/views";

const DONE: Record<VersionCause, string> = {
  create: "made",
  dream: "applied",
  edit: "edited",
  rollback: "rolled back",
  undo: "undone",
  import: "imported",
  agent: "written",
  sync: "synchronised",
  revocation: "revoked",
  redaction: "redacted",
};

/** "Head is version 3, applied 2 hours ago by Mara". */
export function StoreHeadline({ head, memories }: { head: Version; memories: number }) {
  return (
    <>
      {`Head is version ${head.number}${memories === 0 ? ", empty" : ""}, ${DONE[head.cause]} `}
      <RelativeTime at={head.created_at} />
      {` by ${head.author}`}
    </>
  );
}

"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { DreamButton } from "@/components/stores/dream-button";
import { UploadPanel } from "@/components/transcripts/upload-panel";
import type { OpenImport } from "@/components/transcripts/use-uploads";
import { Button } from "@/components/ui/button";
import type { ClaudeSettings } from "@/lib/domain/claude";
import { paths } from "@/lib/paths";

type StoreNext = { id: string; name: string; unread: number; claude: ClaudeSettings | undefined };
type Props = { agentId: string; open: OpenImport[]; stores: StoreNext[]; mayDream: boolean };

/** The drop zone; once something came in, the dreams that can read it. */
export function UploadSessions({ agentId, open, stores, mayDream }: Props) {
  const router = useRouter();
  const ready = stores.filter((s) => s.unread > 0);
  return (
    <UploadPanel
      agentId={agentId}
      open={open}
      onDone={() => router.refresh()}
      next={
        <div className="flex flex-wrap items-center gap-2">
          {mayDream
            ? ready.map((s) => (
                <span key={s.id} className="flex flex-wrap items-center gap-2 text-13">
                  {stores.length > 1 ? <span>{`${s.name}:`}</span> : null}
                  <DreamButton storeId={s.id} unread={s.unread} claude={s.claude} />
                </span>
              ))
            : null}
          <Button asChild>
            <Link href={paths.agent(agentId)}>See the sessions</Link>
          </Button>
        </div>
      }
    />
  );
}

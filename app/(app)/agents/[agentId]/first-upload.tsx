"use client";

import { useRouter } from "next/navigation";
import { UploadPanel } from "@/components/transcripts/upload-panel";
import type { OpenImport } from "@/components/transcripts/use-uploads";
import { Button } from "@/components/ui/button";

/** The drop zone of an agent without sessions. What it took stays to be read until the person goes on to the sessions. */
export function FirstUpload({ agentId, open }: { agentId: string; open: OpenImport[] }) {
  const router = useRouter();
  return (
    <UploadPanel
      agentId={agentId}
      open={open}
      next={
        <Button variant="primary" onClick={() => router.refresh()}>
          See the sessions
        </Button>
      }
    />
  );
}

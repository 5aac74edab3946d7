"use client";

import { useRouter } from "next/navigation";
import { UploadPanel } from "@/components/transcripts/upload-panel";
import { Button } from "@/components/ui/button";

/** The drop zone of an agent without sessions. What it took stays to be read until the person goes on to the sessions. */
export function FirstUpload({ agentId }: { agentId: string }) {
  const router = useRouter();
  return (
    <UploadPanel
      agentId={agentId}
      next={
        <Button variant="primary" onClick={() => router.refresh()}>
          See the sessions
        </Button>
      }
    />
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import { useToast } from "@/components/ui/toast";
import { startDreamAction } from "@/lib/actions/dreams";
import { MAX_DREAM_TRANSCRIPTS } from "@/lib/domain/dream";
import { paths } from "@/lib/paths";

/** Starts a dream over the unread sessions and goes to it; to the one that runs already where somebody was faster. */
export function DreamButton({ storeId, unread }: { storeId: string; unread: number }) {
  const [pending, start] = useTransition();
  const router = useRouter();
  const toast = useToast();
  const dream = () =>
    start(async () => {
      const started = await startDreamAction(storeId, {});
      if (started.ok) return router.push(paths.dream(started.value.id));
      const running = started.type === "conflict" ? (started.details as { dream_id?: string } | undefined)?.dream_id : undefined;
      if (!running) return toast({ title: started.message, tone: "problem" });
      toast({ title: "A dream of this store is running already", description: "This is it." });
      router.push(paths.dream(running));
    });
  const over = Math.min(unread, MAX_DREAM_TRANSCRIPTS);
  return (
    <Button variant="primary" pending={pending} onClick={dream}>
      {over < unread ? `Dream over the oldest ${over} of ${unread.toLocaleString("en")}` : `Dream over ${count(over, "new session")}`}
    </Button>
  );
}

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { useToast } from "@/components/ui/toast";
import { startDreamAction } from "@/lib/actions/dreams";
import { paths } from "@/lib/paths";

export type DreamInput = { engine?: "claude"; transcript_ids?: string[]; instructions?: string };

/** `dream` starts one and goes to it; a refusal is told in words. */
export function useStartDream(storeId: string): { pending: boolean; dream: (input: DreamInput) => void } {
  const [pending, start] = useTransition();
  const router = useRouter();
  const toast = useToast();
  const dream = (input: DreamInput) =>
    start(async () => {
      const started = await startDreamAction(storeId, input);
      if (started.ok) return router.push(paths.dream(started.value.id));
      const running = started.type === "conflict" ? (started.details as { dream_id?: string } | undefined)?.dream_id : undefined;
      if (!running) return toast({ title: started.message, tone: "problem" });
      toast({ title: "A dream of this store is running already", description: "This is it." });
      router.push(paths.dream(running));
    });
  return { pending, dream };
}

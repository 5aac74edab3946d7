"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { outboxOf, proposalsWaiting, type Reviewer } from "@/components/review/outbox/boxes";
import type { Answer, Send } from "@/components/review/outbox/outbox";
import { useToast } from "@/components/ui/toast";
import type { Decided } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

type Input = Parameters<Send<Decided>>[0];
type Props = { me: Reviewer; decide: (proposalId: string, input: Input, me: Reviewer) => Promise<Answer<Decided>> };

/** On every page: decisions that an earlier tab could not send are sent as soon as this one is open, whether or not it shows their proposal. */
export function SendWaiting({ me, decide }: Props) {
  const toast = useToast();
  const router = useRouter();
  const { workspaceId, personId } = me;
  const send = useEffectEvent(async () => {
    for (const id of proposalsWaiting({ workspaceId, personId })) {
      const outbox = outboxOf({ workspaceId, personId }, id, (input) => decide(id, input, { workspaceId, personId }));
      const known = outbox.get().refused.length;
      await outbox.flush();
      const refused = outbox.get().refused.at(-1);
      // The desk says it itself; here is nobody else to say it.
      if (refused && outbox.get().refused.length > known && !location.pathname.includes(id))
        toast({
          tone: "problem",
          title: "A decision of yours was not taken",
          description: `${refused.message} It is kept until you say what becomes of it.`,
          action: { label: "Show it", onClick: () => router.push(paths.proposal(id)) },
        });
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person or workspace has other decisions waiting
  useEffect(() => {
    void send();
  }, [workspaceId, personId]);
  return null;
}

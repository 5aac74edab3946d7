"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { DreamPage } from "@/components/dreams/dream-page";
import { cancelDreamAction } from "@/lib/actions/dreams";
import { dreamQuery } from "@/lib/client/dream";
import type { ConsideredView, Dream } from "@/lib/domain/views";

/** The dream's page, kept up to date while it runs; what it considered is read when it has ended. */
export function LiveDream({ dream: initial, considered, mayRun }: { dream: Dream; considered: ConsideredView[]; mayRun: boolean }) {
  const { data: dream = initial } = useQuery({ ...dreamQuery(initial.id), initialData: initial });
  const router = useRouter();
  const last = useRef(initial.status);
  useEffect(() => {
    if (last.current === dream.status) return;
    last.current = dream.status;
    router.refresh();
  }, [dream.status, router]);
  return <DreamPage dream={dream} considered={considered} mayRun={mayRun} cancel={() => cancelDreamAction(dream.id)} />;
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { DreamPage, type DreamPageProps } from "@/components/dreams/dream-page";
import { cancelDreamAction } from "@/lib/actions/dreams";
import { dreamQuery } from "@/lib/client/dream";
import { QueryProvider } from "@/lib/client/query-client";

/** The dream's page, kept up to date while it runs; what it considered is read when it has ended. */
export function LiveDream(props: Omit<DreamPageProps, "cancel">) {
  return (
    <QueryProvider>
      <Followed {...props} />
    </QueryProvider>
  );
}

function Followed({ dream: initial, ...rest }: Omit<DreamPageProps, "cancel">) {
  const { data: dream = initial } = useQuery({ ...dreamQuery(initial.id), initialData: initial });
  const router = useRouter();
  const last = useRef(initial.status);
  useEffect(() => {
    if (last.current === dream.status) return;
    last.current = dream.status;
    router.refresh();
  }, [dream.status, router]);
  return <DreamPage dream={dream} {...rest} cancel={() => cancelDreamAction(dream.id)} />;
}

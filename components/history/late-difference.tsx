"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useRef, useState } from "react";
import { isLong } from "@/components/diff/line-window";
import { ProseDiff } from "@/components/diff/prose-diff";
import { Alert } from "@/components/ui/alert";
import type { ActionOutcome } from "@/lib/domain/views";

const ChangeDiff = dynamic(() => import("@/components/diff/change-diff").then((m) => m.ChangeDiff), { ssr: false });

export type Texts = { before: string | null; after: string | null };
export type LoadTexts = (path: string) => Promise<ActionOutcome<Texts>>;

type Props = { summary: ReactNode; path: string; texts: Texts | null; load: LoadTexts | undefined };

/** A row that opens to a difference which nobody made before: its texts may have to be fetched. */
export function LateDifference({ summary, path, texts: given, load }: Props) {
  const [opened, setOpened] = useState(false);
  const [fetched, setFetched] = useState<ActionOutcome<Texts>>();
  const details = useRef<HTMLDetailsElement>(null);
  const texts = given ?? (fetched?.ok ? fetched.value : null);
  const onToggle = async () => {
    if (!details.current?.open) return;
    setOpened(true);
    if (given || fetched?.ok || !load) return;
    setFetched(
      await load(path).catch(
        (): ActionOutcome<Texts> => ({ ok: false, message: "The texts could not be fetched. Close the row and open it again." }),
      ),
    );
  };
  return (
    <details ref={details} className="group" onToggle={onToggle}>
      {summary}
      <div className="min-h-10 pt-1 pb-4 pl-5">
        {!opened ? null : texts ? (
          <Difference texts={texts} path={path} />
        ) : fetched?.ok === false ? (
          <Alert tone="problem" title={fetched.message} />
        ) : (
          <p className="text-13 text-muted">Comparing…</p>
        )}
      </div>
    </details>
  );
}

function Difference({ texts: { before, after }, path }: { texts: Texts; path: string }) {
  if (before === after) return <p className="text-13 text-muted">The words stay as they are.</p>;
  if (before !== null && after !== null && isLong(before, after))
    return <ChangeDiff id={path} before={before} after={after} split={false} label={`Difference in ${path}`} />;
  return <ProseDiff before={before} after={after} />;
}

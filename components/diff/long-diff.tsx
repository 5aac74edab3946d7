"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useRef, useState } from "react";
import { cx } from "@/components/ui/class-names";

const ChangeDiff = dynamic(() => import("@/components/diff/change-diff").then((m) => m.ChangeDiff), {
  ssr: false,
  loading: () => <p className="text-13 text-muted">Comparing…</p>,
});

/** A row that opens to the difference of two long texts; nothing is compared before that. */
export function LongDiff({ summary, before, after, label }: { summary: ReactNode; before: string; after: string; label: string }) {
  const [opened, setOpened] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  return (
    <details ref={details} className="group" onToggle={() => details.current?.open && setOpened(true)}>
      {summary}
      <div className={cx("pt-1 pb-4 pl-5", !opened && "min-h-10")}>
        {opened ? <ChangeDiff id={label} before={before} after={after} split={false} label={label} /> : null}
      </div>
    </details>
  );
}

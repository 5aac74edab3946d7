"use client";

import { type ReactNode, useRef, useState } from "react";
import { useLines } from "@/components/diff/lines";

/** A row that opens to the difference of two long texts; nothing is compared before that. */
export function LongDiff({ summary, before, after, label }: { summary: ReactNode; before: string; after: string; label: string }) {
  const [opened, setOpened] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  // Fetched with the row: what is pressed is then drawn at once.
  const Lines = useLines(true);
  return (
    <details ref={details} className="group" onToggle={() => details.current?.open && setOpened(true)}>
      {summary}
      <div className="min-h-10 pt-1 pb-4 pl-5">
        {opened ? (
          Lines ? (
            <Lines id={label} before={before} after={after} split={false} label={label} />
          ) : (
            <p className="text-13 text-muted">Comparing…</p>
          )
        ) : null}
      </div>
    </details>
  );
}

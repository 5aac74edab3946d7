"use client";

import { CloudOff } from "lucide-react";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";

/** Says that decisions have not reached the server, why, and that none is lost. Nothing while all is well. */
export function UnsavedNotice({ count: unsaved, trouble, sendNow }: { count: number; trouble: string | undefined; sendNow: () => void }) {
  const told = unsaved > 0 && trouble !== undefined;
  return (
    // The region stands before there is anything to say: a screen reader hears only what changes in one that it knows.
    <div role="status" data-unsaved={unsaved}>
      {told ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-6 py-2 text-13 max-md:px-4">
          <CloudOff size={16} aria-hidden className="shrink-0" />
          <p className="min-w-0 grow">
            <span className="font-strong">{`${count(unsaved, "decision")} ${unsaved === 1 ? "is" : "are"} not saved yet.`}</span>{" "}
            {`${trouble} They are kept in this browser and sent by themselves; you can go on.`}
          </p>
          <Button size="sm" onClick={sendNow}>
            Send now
          </Button>
        </div>
      ) : null}
    </div>
  );
}

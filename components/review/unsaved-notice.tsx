"use client";

import { CloudOff } from "lucide-react";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";

export type UnsavedNoticeProps = {
  count: number;
  trouble: string | undefined;
  failures: number;
  /** What holds up the others, in words; undefined while trying again may help. */
  stuck: string | undefined;
  sendNow: () => void;
  onDiscard: () => void;
};

/** Says that decisions have not reached the server, why, and that none is lost. Nothing while all is well. */
export function UnsavedNotice({ count: unsaved, trouble, failures, stuck, sendNow, onDiscard }: UnsavedNoticeProps) {
  const told = unsaved > 0 && trouble !== undefined;
  return (
    // The region stands before there is anything to say: a screen reader hears only what changes in one that it knows.
    <div role="status" data-unsaved={unsaved}>
      {told ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-sunken px-6 py-2 text-13 max-md:px-4">
          <CloudOff size={16} aria-hidden className="shrink-0 max-md:hidden" />
          <p className="min-w-0 grow basis-64 [overflow-wrap:anywhere]">
            {/* The region speaks when trouble comes, not of every decision that waits behind it: what comes next is heard then. */}
            <span
              aria-live="off"
              className="font-strong"
            >{`${count(unsaved, "decision")} ${unsaved === 1 ? "is" : "are"} not saved yet.`}</span>{" "}
            {`${trouble} `}
            {stuck
              ? `${stuck} was tried ${failures} times${unsaved > 1 ? ", and the others wait behind it" : ""}. It is kept in this browser until it is saved or you discard it.`
              : "They are kept in this browser and sent by themselves; you can go on."}
          </p>
          <span className="flex flex-wrap gap-2">
            <Button size="sm" onClick={sendNow}>
              {stuck ? "Try again" : "Send now"}
            </Button>
            {stuck ? (
              <Button size="sm" onClick={onDiscard}>
                Discard this decision
              </Button>
            ) : null}
          </span>
        </div>
      ) : null}
    </div>
  );
}

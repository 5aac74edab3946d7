"use client";

import dynamic from "next/dynamic";
import { type Ref, useState } from "react";
import { EvidenceList } from "@/components/review/evidence-list";
import type { NumberedQuote } from "@/components/review/numbered-quotes";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import { patiently } from "@/components/ui/patiently";
import type { Change } from "@/lib/domain/views";

// Only a small screen has a sheet, and only somebody who asks for more than the first quote.
const Dialog = dynamic(() => patiently(() => import("@/components/ui/dialog").then((m) => m.Dialog)), { ssr: false });

export type EvidencePaneProps = {
  ref: Ref<HTMLElement>;
  change: Change;
  quotes: readonly NumberedQuote[];
  storeId: string;
  /** Goes to the words that a quote supports. */
  onShowWords: (number: number) => void;
};

/** Where a change comes from, beside it; on a small screen the first quote, and all of them as a sheet. */
export function EvidencePane({ ref, change, quotes, storeId, onShowWords }: EvidencePaneProps) {
  const [sheet, setSheet] = useState(false);
  // Once it was open it stays, so that it can close as it opened.
  const [asked, setAsked] = useState(false);
  if (sheet && !asked) setAsked(true);
  const list = { evidence: change.evidence, support: change.support, storeId, numbered: quotes };
  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-labelledby="evidence-title"
      className="min-h-0 border-line px-6 py-5 outline-none max-xl:border-t max-md:px-4 xl:overflow-y-auto xl:px-5"
    >
      <h2 id="evidence-title" className="text-14">
        Evidence
      </h2>
      <div className="max-md:[&_details:has(ul)]:hidden max-md:[&_ul>li:nth-child(n+2)]:hidden">
        <EvidenceList {...list} onShowWords={onShowWords} />
      </div>
      {quotes.length > 1 ? (
        <Button data-all-quotes className="mt-2 w-full md:hidden" onClick={() => setSheet(true)}>
          {`Show all ${count(quotes.length, "quote")}`}
        </Button>
      ) : null}
      {asked ? (
        <Dialog open={sheet} onOpenChange={setSheet} title="Evidence">
          <EvidenceList {...list} copy />
        </Dialog>
      ) : null}
    </section>
  );
}

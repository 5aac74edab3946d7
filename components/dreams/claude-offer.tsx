"use client";

import Link from "next/link";
import { useState } from "react";
import { ClaudeDreamDialog } from "@/components/stores/claude-dream-dialog";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import type { ClaudeSettings } from "@/lib/domain/claude";
import type { Dream } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** What the local engine cannot do for this dream, in a sentence; null while it could do what was asked. */
export function beyondLocal(dream: Dream): string | null {
  if (dream.engine !== "local" || dream.status === "queued" || dream.status === "running") return null;
  if (dream.instructions) return "The local engine cannot follow instructions.";
  if (dream.status === "nothing_to_change" && dream.transcript_ids.length > 0)
    return "The local engine matches words and not meaning: what was said in passing, or in other words, it can have missed.";
  return null;
}

type Props = { dream: Dream; why: string; claude: ClaudeSettings; connected: boolean; mayRun: boolean };

/** Says what a model could do here that rules cannot; where there is a key, reads the same sessions again with it. */
export function ClaudeOffer({ dream, why, claude, connected, mayRun }: Props) {
  const [asking, setAsking] = useState(false);
  const n = dream.transcript_ids.length;
  return (
    <div className="flex max-w-[70ch] flex-wrap items-center gap-x-4 gap-y-2 pt-4 text-13 text-muted">
      <p className="basis-full">
        {why} Claude reads for meaning, with a key and at a cost.{" "}
        <Link href={paths.storeEngine(dream.store_id)} className="rounded-sm text-ink underline decoration-edge underline-offset-2">
          Engine of this store
        </Link>
      </p>
      {connected && mayRun && n > 0 ? (
        <Button size="sm" onClick={() => setAsking(true)}>
          {`Use Claude on ${n === 1 ? "this session" : `these ${n} sessions`}`}
        </Button>
      ) : null}
      {asking ? (
        <ClaudeDreamDialog
          title={`Dream over ${count(n, "session")} again, with Claude`}
          storeId={dream.store_id}
          settings={claude}
          input={{ engine: "claude", transcript_ids: dream.transcript_ids }}
          instructions={dream.instructions ?? ""}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}

"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu } from "@/components/ui/dropdown-menu";
import { MenuChoice, MenuItem, MenuSeparator } from "@/components/ui/menu-items";
import { useToast } from "@/components/ui/toast";
import { OUTCOME_RESULTS, type OutcomeResult } from "@/lib/domain/transcript";
import type { ActionOutcome, Transcript } from "@/lib/domain/views";

export type TranscriptActionsProps = {
  transcript: Pick<Transcript, "id" | "revision" | "outcome" | "excluded">;
  exclude: (reason: string) => Promise<ActionOutcome<unknown>>;
  include: () => Promise<ActionOutcome<unknown>>;
  setOutcome: (result: OutcomeResult) => Promise<ActionOutcome<unknown>>;
};

/** Leave a session out of dreams or take it in again, say how it ended, fetch its raw bytes. */
export function TranscriptActions({ transcript: t, exclude, include, setOutcome }: TranscriptActionsProps) {
  const [asking, setAsking] = useState(false);
  const toast = useToast();
  const tell = (outcome: ActionOutcome<unknown>, done: string) =>
    toast(outcome.ok ? { title: done, tone: "dawn" } : { title: outcome.message, tone: "problem" });
  return (
    <>
      {t.excluded ? (
        <Button onClick={async () => tell(await include(), "Dreams read this session again")}>Take it into dreams again</Button>
      ) : (
        <Button onClick={() => setAsking(true)}>Leave it out of dreams</Button>
      )}
      <DropdownMenu align="end" trigger={<IconButton label="More about this session" icon={<Ellipsis size={18} aria-hidden />} />}>
        <MenuChoice
          label="It"
          value={t.outcome.result}
          onChange={async (value) => tell(await setOutcome(value as OutcomeResult), `Marked as ${value}`)}
          options={OUTCOME_RESULTS.map((r) => ({
            value: r,
            label: r === "unknown" ? "ended, nobody knows how" : r === "invalid" ? "never really ran" : r,
          }))}
        />
        <MenuSeparator />
        <MenuItem asChild>
          <a href={`/api/v1/transcripts/${t.id}/raw?revision=${t.revision}`} download>
            Download the raw session
          </a>
        </MenuItem>
      </DropdownMenu>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Leave this session out of dreams?"
        consequence="No later dream reads it. What was already learned from it stays until you reject or roll it back."
        confirm="Leave it out"
        reason={{ label: "Why", required: true }}
        onConfirm={async (reason) => {
          const outcome = await exclude(reason);
          return outcome.ok ? undefined : outcome.message;
        }}
      />
    </>
  );
}

"use client";

import { useEffect, useRef, useState } from "react";
import { DreamEstimate } from "@/components/stores/dream-estimate";
import { type DreamInput, useStartDream } from "@/components/stores/use-start-dream";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { estimateDreamAction } from "@/lib/actions/dreams";
import type { ClaudeSettings } from "@/lib/domain/claude";

const MAX_INSTRUCTIONS = 4_096;
const UNREAD: DreamInput = {};

type Props = {
  title: string;
  storeId: string;
  settings: ClaudeSettings;
  /** Left out: the oldest unread sessions, with the store's engine. */
  input?: DreamInput;
  instructions?: string;
  onClose: () => void;
};

/** What a dream with Claude would read and cost, and what it should look for. The estimate is no condition: the dream can be started at any time. */
export function ClaudeDreamDialog({ title, storeId, settings, input = UNREAD, instructions: first = "", onClose }: Props) {
  const [instructions, setInstructions] = useState(first);
  const [estimate, setEstimate] = useState<Awaited<ReturnType<typeof estimateDreamAction>>>();
  const { pending, dream } = useStartDream(storeId);
  const given = instructions.trim();
  const asked = useRef<string>(undefined);
  const ask = async (what: string) => {
    if (asked.current === what) return;
    asked.current = what;
    setEstimate(undefined);
    const answer = await estimateDreamAction(storeId, { ...input, ...(what ? { instructions: what } : {}) });
    // Only the answer to the last question counts.
    if (asked.current === what) setEstimate(answer);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once when the dialog opens, then when the instructions were changed
  useEffect(() => {
    void ask(given);
  }, []);
  const start = () => dream({ ...input, ...(given ? { instructions: given } : {}) });
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={title}
      description="Claude reads them with secrets masked. What it finds becomes a proposal, which waits or applies as the store's policy says."
      onCtrlEnter={start}
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" pending={pending} onClick={start}>
            Dream
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <DreamEstimate estimate={estimate} settings={settings} />
        <Field label="Instructions" hint="Optional, at most 4,096 characters">
          <Textarea
            rows={3}
            maxLength={MAX_INSTRUCTIONS}
            value={instructions}
            onChange={(e) => setInstructions(e.target.value)}
            onBlur={() => void ask(given)}
          />
        </Field>
        <p className="-mt-2 text-13 text-muted">
          What this dream should look for, such as promises that were made to customers. Sessions that were read without them are read anew.
        </p>
      </div>
    </Dialog>
  );
}

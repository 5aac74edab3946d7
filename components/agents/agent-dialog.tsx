"use client";

import { useState, useTransition } from "react";
import { AUDIENCE_WORDS } from "@/components/agents/audience";
import { RadioChoice } from "@/components/stores/radio-choice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Checkbox, Input, Textarea } from "@/components/ui/input";
import type { ActionResult } from "@/lib/actions/outcome";
import type { Audience } from "@/lib/domain/views";

export type AgentDraft = { name: string; description: string; audience: Audience; ownStore: boolean };

export type AgentDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  confirm: string;
  initial: AgentDraft;
  /** Offered for a new agent only. */
  withStore?: boolean;
  save: (draft: AgentDraft) => Promise<ActionResult<unknown>>;
};

const AUDIENCES = (["team", "public"] as const).map((value) => ({ value, ...AUDIENCE_WORDS[value] }));

/** What an agent is called, what it does, and whom it serves. Closes by itself once it is saved. */
export function AgentDialog({ open, onOpenChange, title, confirm, initial, withStore, save }: AgentDialogProps) {
  const [draft, setDraft] = useState(initial);
  const [result, setResult] = useState<ActionResult<unknown>>();
  const [pending, start] = useTransition();
  const set = (part: Partial<AgentDraft>) => setDraft((d) => ({ ...d, ...part }));
  const fields = result && !result.ok ? result.fields : {};
  const run = () =>
    start(async () => {
      const saved = await save(draft);
      setResult(saved);
      if (saved.ok) onOpenChange(false);
    });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      onEnter={pending ? undefined : run}
      title={title}
      footer={
        <Button variant="primary" pending={pending} onClick={run}>
          {confirm}
        </Button>
      }
    >
      <div className="space-y-4">
        {result && !result.ok && Object.keys(fields).length === 0 ? <Alert tone="problem">{result.message}</Alert> : null}
        <Field label="Name" error={fields.name}>
          <Input value={draft.name} onChange={(e) => set({ name: e.target.value })} maxLength={200} required />
        </Field>
        <Field label="What it does" hint="Optional" error={fields.description}>
          <Textarea rows={2} value={draft.description} onChange={(e) => set({ description: e.target.value })} />
        </Field>
        <RadioChoice legend="Whom it serves" value={draft.audience} options={AUDIENCES} onChange={(audience) => set({ audience })} />
        {withStore ? (
          <Checkbox
            label="Make a memory store of its own that it loads"
            checked={draft.ownStore}
            onChange={(e) => set({ ownStore: e.target.checked })}
          />
        ) : null}
      </div>
    </Dialog>
  );
}

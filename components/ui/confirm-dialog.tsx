"use client";

import { type ReactNode, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will be different afterwards. */
  consequence: ReactNode;
  /** The button's words: the effect. */
  confirm: string;
  tone?: "danger" | "dawn" | "primary";
  /** Asks for a reason; the text is given to `onConfirm`. */
  reason?: { label: string; required?: boolean };
  /** A returned string is the error to show; the dialog stays open. */
  onConfirm: (reason: string) => Promise<string | undefined>;
};

/** Asks once, names the effect, stays open with the error when it fails. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  consequence,
  confirm,
  tone = "primary",
  reason,
  onConfirm,
}: ConfirmDialogProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);
  const run = async () => {
    if (reason?.required && !text.trim()) return setError("A reason is needed: it stays in the history.");
    setPending(true);
    const problem = await onConfirm(text.trim());
    setPending(false);
    setError(problem);
    if (!problem) onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      size="sm"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it as it is</Button>
          <Button variant={tone} pending={pending} onClick={run}>
            {confirm}
          </Button>
        </>
      }
    >
      {reason || error ? (
        <div className="space-y-3">
          {error ? <Alert tone="problem">{error}</Alert> : null}
          {reason ? (
            <Field label={reason.label} hint={reason.required ? undefined : "Optional"}>
              <Textarea rows={3} value={text} onChange={(e) => setText(e.target.value)} required={reason.required} />
            </Field>
          ) : null}
        </div>
      ) : null}
    </Dialog>
  );
}

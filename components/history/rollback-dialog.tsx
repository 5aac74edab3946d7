"use client";

import { useEffect, useState } from "react";
import { ChangedMemories } from "@/components/history/changed-memories";
import { rollbackSentence } from "@/components/history/version-words";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import type { ActionOutcome, RollbackPreview, Version } from "@/lib/domain/views";

export type RollbackActions = {
  preview: (toVersion: number) => Promise<ActionOutcome<RollbackPreview>>;
  /** `expectedHead` is the head that the preview was made against. */
  rollBack: (input: { toVersion: number; reason: string; expectedHead: number }) => Promise<ActionOutcome<Version>>;
  onRolledBack?: (version: Version) => void;
};

export type RollbackDialogProps = RollbackActions & {
  storeName: string;
  toVersion: number;
  headVersion: number;
  /** The one path that is brought back; left out: the whole store. */
  path?: string;
  onClose: () => void;
};

/** What going back would change, memory by memory, before anything does; asks why. */
export function RollbackDialog({ storeName, toVersion, headVersion, path, preview, rollBack, onRolledBack, onClose }: RollbackDialogProps) {
  const [found, setFound] = useState<ActionOutcome<RollbackPreview>>();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [pending, setPending] = useState(false);
  const toast = useToast();
  useEffect(() => {
    let left = false;
    const failed: ActionOutcome<RollbackPreview> = { ok: false, message: "The preview could not be fetched. Close this and try again." };
    preview(toVersion)
      .catch(() => failed)
      .then((outcome) => left || setFound(outcome));
    return () => {
      left = true;
    };
  }, [preview, toVersion]);

  const changes = found?.ok ? found.value.changes : [];
  const expectedHead = found?.ok ? found.value.head_version : headVersion;
  const run = async () => {
    if (!reason.trim()) return setMissing(true);
    setPending(true);
    const outcome = await rollBack({ toVersion, reason: reason.trim(), expectedHead }).catch(
      (): ActionOutcome<Version> => ({ ok: false, message: "The server could not be reached. Look at the history before you try again." }),
    );
    setPending(false);
    if (!outcome.ok) return setRefusal(outcome.message);
    toast({
      title: `Version ${outcome.value.number} is live`,
      description: path ? `${path} says what it said in version ${toVersion}.` : `It says what version ${toVersion} said.`,
      tone: "dawn",
    });
    onRolledBack?.(outcome.value);
    onClose();
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      size="lg"
      title={path ? `Restore ${path} as in version ${toVersion}` : `Roll ${storeName} back to version ${toVersion}`}
      description={
        !found?.ok
          ? path
            ? "It makes a new version in which this memory reads as it did; nothing is lost from the history."
            : "It makes a new version with the content of the old one; nothing is lost from the history."
          : changes.length === 0
            ? path
              ? `In version ${expectedHead} it already reads as in version ${toVersion}.`
              : `Version ${expectedHead} already says the same as version ${toVersion}.`
            : `It makes version ${expectedHead + 1}, which ${rollbackSentence(changes)}. Nothing is lost from the history.`
      }
      footer={
        <>
          <Button onClick={onClose}>Keep version {expectedHead}</Button>
          <Button variant="dawn" pending={pending} disabled={!found?.ok || changes.length === 0} onClick={run}>
            {path ? "Restore this memory" : `Roll back to version ${toVersion}`}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {refusal ? (
          <Alert tone="conflict" title={refusal}>
            {path ? "Nothing was restored." : "Nothing was rolled back."}
          </Alert>
        ) : null}
        {found === undefined ? (
          <div className="space-y-2 border-y border-line py-3">
            <Skeleton className="w-1/2" />
            <Skeleton className="w-2/3" />
            <Skeleton className="w-2/5" />
          </div>
        ) : found.ok ? (
          changes.length > 0 ? (
            <ChangedMemories changes={changes} label={path ? "What restoring would change" : "What the rollback would change"} />
          ) : null
        ) : (
          <Alert tone="problem" title={found.message} />
        )}
        {found?.ok && changes.length > 0 ? (
          <Field label="Why" error={missing && !reason.trim() ? "A reason is needed: it stays in the history." : undefined}>
            <Textarea rows={2} value={reason} onChange={(e) => setReason(e.target.value)} required />
          </Field>
        ) : null}
      </div>
    </Dialog>
  );
}

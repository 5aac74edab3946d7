"use client";

import { useState, useTransition } from "react";
import { ShownOnce } from "@/app/(app)/settings/shown-once";
import { RadioChoice } from "@/components/stores/radio-choice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { rotateKeyAction } from "@/lib/actions/keys";
import type { KeyView } from "@/lib/domain/people";

const GRACE = [
  { value: "24", title: "24 hours longer", means: "Time to put the new secret everywhere it is used." },
  { value: "1", title: "1 hour longer", means: "For a change that is ready to be rolled out." },
  {
    value: "0",
    title: "Not at all",
    means: "For a secret that somebody else may know: whatever still uses it is refused from its next request on.",
  },
] as const;

/** Gives a key a new secret, shown once, and says how long the old one goes on working. */
export function RotateKeyDialog({ row, onClose }: { row: KeyView; onClose: () => void }) {
  const [grace, setGrace] = useState<(typeof GRACE)[number]["value"]>("24");
  const [result, setResult] = useState<Awaited<ReturnType<typeof rotateKeyAction>>>();
  const [pending, start] = useTransition();
  const rotate = () => start(async () => setResult(await rotateKeyAction({ keyId: row.id, graceHours: Number(grace) })));
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={result?.ok ? `The new secret of ${row.name}` : `Give ${row.name} a new secret?`}
      description={result?.ok ? undefined : "It stays the same key: what it may do, its agent and its end do not change."}
      footer={
        result?.ok ? (
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Keep the old one</Button>
            <Button variant="primary" pending={pending} onClick={rotate}>
              Make a new secret
            </Button>
          </>
        )
      }
    >
      {result?.ok ? (
        <ShownOnce label="Key" value={result.value.key}>
          {grace === "0" ? (
            "The old secret works no more."
          ) : (
            <>
              The old secret ends <RelativeTime at={result.value.old_until} />. Until then the list says when it was used last.
            </>
          )}
        </ShownOnce>
      ) : (
        <div className="space-y-4">
          {result ? <Alert tone="problem">{result.message}</Alert> : null}
          {row.previous ? (
            <Alert tone="warn">
              The secret before this one still works, <RelativeTime at={row.previous.until} /> it would end. A new one ends it at once.
            </Alert>
          ) : null}
          <RadioChoice legend="The old secret works" value={grace} options={[...GRACE]} onChange={setGrace} />
        </div>
      )}
    </Dialog>
  );
}

"use client";

import { useState, useTransition } from "react";
import { ShownOnce } from "@/app/(app)/settings/shown-once";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { createResetLinkAction } from "@/lib/actions/people";
import type { PersonView } from "@/lib/domain/people";

export function ResetLinkDialog({ person, onOpenChange }: { person: PersonView; onOpenChange: (open: boolean) => void }) {
  const [result, setResult] = useState<Awaited<ReturnType<typeof createResetLinkAction>>>();
  const [pending, start] = useTransition();
  const make = () => start(async () => setResult(await createResetLinkAction({ personId: person.id })));
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      size="sm"
      title={`A new password for ${person.name}`}
      description="You get a link to send to them; with it they choose a password. The one they have works until then."
      footer={
        result?.ok ? (
          <Button variant="primary" onClick={() => onOpenChange(false)}>
            I have copied it
          </Button>
        ) : (
          <Button variant="primary" pending={pending} onClick={make}>
            Make the link
          </Button>
        )
      }
    >
      {result && !result.ok ? <Alert tone="problem">{result.message}</Alert> : null}
      {result?.ok ? (
        <ShownOnce label="Link" value={result.value.url}>
          It works once, for 24 hours, and ends earlier ones. Whoever has it can sign in as {person.name}.
        </ShownOnce>
      ) : null}
    </Dialog>
  );
}

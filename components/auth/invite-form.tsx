"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { ROLES, type Role } from "@/lib/domain/permission";
import type { ActionOutcome } from "@/lib/domain/views";

const MAY: Record<Role, string> = {
  viewer: "reads everything",
  uploader: "also sends sessions and starts dreams",
  reviewer: "also decides and edits memory",
  admin: "also rolls back and manages people, keys, stores",
};

export type InviteFormProps = { invite: (input: { email: string; role: Role }) => Promise<ActionOutcome<{ url: string }>> };

/** Makes a link that is shown once; it goes to the person by whatever way you like. */
export function InviteForm({ invite }: InviteFormProps) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("reviewer");
  const [pending, setPending] = useState(false);
  const [answer, setAnswer] = useState<ActionOutcome<{ url: string }> & { email: string }>();
  const run = async () => {
    setPending(true);
    const outcome = await invite({ email, role }).catch(
      (): ActionOutcome<{ url: string }> => ({ ok: false, message: "The server could not be reached. No link was made." }),
    );
    setPending(false);
    setAnswer({ ...outcome, email });
    if (outcome.ok) setEmail("");
  };
  return (
    <div className="space-y-4">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void run();
        }}
        className="flex flex-wrap items-end gap-3"
      >
        <div className="min-w-56 grow">
          <Field label="E-mail">
            <Input type="email" value={email} onChange={(e) => setEmail(e.target.value)} required maxLength={254} />
          </Field>
        </div>
        <Select
          label="Role"
          value={role}
          onChange={(v) => setRole(v as Role)}
          options={ROLES.map((r) => ({ value: r, label: r, hint: MAY[r] }))}
          className="w-36"
        />
        <Button type="submit" variant="primary" pending={pending}>
          Make an invitation link
        </Button>
      </form>
      {answer?.ok ? (
        <div className="space-y-2">
          <CodeBlock code={answer.value.url} label={`Link for ${answer.email}, shown only now`} />
          <p className="text-13 text-muted">It works once and for 24 hours.</p>
        </div>
      ) : answer ? (
        <Alert tone="problem">{answer.message}</Alert>
      ) : null}
    </div>
  );
}

"use client";

import { UserPlus } from "lucide-react";
import { useState, useTransition } from "react";
import { mayOf, ROLE_CHOICES } from "@/app/(app)/settings/people/roles";
import { ShownOnce } from "@/app/(app)/settings/shown-once";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { createInviteAction } from "@/lib/actions/people";
import type { Role } from "@/lib/domain/permission";

const EMPTY = { role: "reviewer" as Role, email: "" };

export function InviteButton() {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(EMPTY);
  const [result, setResult] = useState<Awaited<ReturnType<typeof createInviteAction>>>();
  const [pending, start] = useTransition();
  const show = (next: boolean) => {
    setOpen(next);
    if (!next) return;
    setTyped(EMPTY);
    setResult(undefined);
  };
  const invite = () => start(async () => setResult(await createInviteAction(typed)));
  const fields = result && !result.ok ? result.fields : {};
  return (
    <>
      <Button variant="primary" icon={<UserPlus size={16} aria-hidden />} onClick={() => show(true)}>
        Invite a person
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        onEnter={pending || result?.ok ? undefined : invite}
        size="sm"
        title={result?.ok ? "Send this link to them" : "Invite a person"}
        description={result?.ok ? undefined : "You get a link to send by whatever way you trust. It works once, for 7 days."}
        footer={
          result?.ok ? (
            <Button variant="primary" onClick={() => show(false)}>
              I have copied it
            </Button>
          ) : (
            <Button variant="primary" pending={pending} onClick={invite}>
              Make the link
            </Button>
          )
        }
      >
        {result?.ok ? (
          <ShownOnce label="Link" value={result.value.url}>
            Whoever uses it first joins as {typed.role}. If it is lost, end the invitation and make another.
          </ShownOnce>
        ) : (
          <div className="space-y-4">
            {result && Object.keys(fields).length === 0 ? <Alert tone="problem">{result.message}</Alert> : null}
            <div className="space-y-1">
              <p className="text-13 font-strong">Role</p>
              <Select
                label="Role"
                value={typed.role}
                onChange={(role) => setTyped({ ...typed, role: role as Role })}
                options={ROLE_CHOICES.map(({ value, label }) => ({ value, label }))}
              />
              <p className="text-13 text-muted">
                {typed.role === "admin" ? "An" : "A"} {typed.role} {mayOf(typed.role)}.
              </p>
            </div>
            <Field label="Email" hint="Optional: only they can use the link" error={fields.email}>
              <Input type="email" value={typed.email} onChange={(e) => setTyped({ ...typed, email: e.target.value })} autoComplete="off" />
            </Field>
          </div>
        )}
      </Dialog>
    </>
  );
}

"use client";

import { useState, useTransition } from "react";
import { mayOf, ROLE_CHOICES } from "@/app/(app)/settings/people/roles";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { changeRoleAction } from "@/lib/actions/people";
import type { PersonView } from "@/lib/domain/people";
import type { Role } from "@/lib/domain/permission";

export function ChangeRoleDialog({ person, onOpenChange }: { person: PersonView; onOpenChange: (open: boolean) => void }) {
  const [role, setRole] = useState<Role>(person.role);
  const [error, setError] = useState<string>();
  const [pending, start] = useTransition();
  const save = () =>
    start(async () => {
      const result = await changeRoleAction({ personId: person.id, role });
      if (result.ok) onOpenChange(false);
      else setError(result.message);
    });
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      size="sm"
      title={`The role of ${person.name}`}
      description="They are signed out, and sign in again with the new role."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it as it is</Button>
          <Button variant="primary" pending={pending} disabled={role === person.role} onClick={save}>
            {`Make ${person.name} ${role === "admin" || role === "uploader" ? "an" : "a"} ${role}`}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {error ? <Alert tone="problem">{error}</Alert> : null}
        <Select
          label="Role"
          value={role}
          onChange={(value) => setRole(value as Role)}
          options={ROLE_CHOICES.map(({ value, label }) => ({ value, label }))}
        />
        <p className="text-13 text-muted">{`${role === "admin" || role === "uploader" ? "An" : "A"} ${role} ${mayOf(role)}.`}</p>
      </div>
    </Dialog>
  );
}

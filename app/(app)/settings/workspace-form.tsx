"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { createWorkspaceAction } from "@/lib/actions/people";

export function WorkspaceForm() {
  const [name, setName] = useState("");
  const [error, setError] = useState<string>();
  const [pending, start] = useTransition();
  const make = () =>
    start(async () => {
      const result = await createWorkspaceAction({ name });
      if (!result.ok) setError(result.fields.name ?? result.message);
    });
  return (
    <form action={make} className="mt-4 flex flex-wrap items-end gap-2">
      <div className="min-w-0 grow basis-full sm:basis-60">
        <Field label="New workspace" hint="Shares nothing with this one" error={error}>
          <Input value={name} onChange={(e) => setName(e.target.value)} required maxLength={100} />
        </Field>
      </div>
      <Button type="submit" pending={pending}>
        Make and open it
      </Button>
    </form>
  );
}

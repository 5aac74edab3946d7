"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { changeNameAction } from "@/lib/actions/auth";

export function NameForm({ name }: { name: string }) {
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<string>();
  const [pending, start] = useTransition();
  const router = useRouter();
  const toast = useToast();
  const save = () =>
    start(async () => {
      const result = await changeNameAction({ name: typed });
      setError(result.ok ? undefined : (result.fields.name ?? result.message));
      if (!result.ok) return;
      toast({ title: "Your name was changed", description: "Decisions you made before keep the name they were made under." });
      router.refresh();
    });
  return (
    <form action={save} className="flex flex-wrap items-end gap-2">
      <div className="min-w-0 grow basis-full sm:basis-60">
        <Field label="Your name" hint="Stands beside your decisions" error={error}>
          <Input value={typed} onChange={(e) => setTyped(e.target.value)} required maxLength={100} autoComplete="name" />
        </Field>
      </div>
      <Button type="submit" pending={pending} disabled={typed.trim() === name}>
        Change the name
      </Button>
    </form>
  );
}

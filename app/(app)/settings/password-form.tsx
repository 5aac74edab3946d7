"use client";

import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { changePasswordAction } from "@/lib/actions/auth";

const EMPTY = { current: "", next: "" };

export function PasswordForm({ email }: { email: string }) {
  const [typed, setTyped] = useState(EMPTY);
  const [result, setResult] = useState<Awaited<ReturnType<typeof changePasswordAction>>>();
  const [pending, start] = useTransition();
  const refused = result && !result.ok ? result : null;
  const fields = refused?.fields ?? {};
  const save = () =>
    start(async () => {
      const answer = await changePasswordAction(typed);
      setResult(answer);
      if (answer.ok) setTyped(EMPTY);
    });
  return (
    <form action={save} className="space-y-3">
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      {result?.ok ? <Alert tone="done">Your password was changed. Every other browser was signed out.</Alert> : null}
      {refused && Object.keys(fields).length === 0 ? <Alert tone="problem">{refused.message}</Alert> : null}
      <Field label="Present password" error={fields.current}>
        <Input
          type="password"
          autoComplete="current-password"
          required
          value={typed.current}
          onChange={(e) => setTyped({ ...typed, current: e.target.value })}
        />
      </Field>
      <Field label="New password" hint="8 characters or more" error={fields.next}>
        <Input
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={200}
          value={typed.next}
          onChange={(e) => setTyped({ ...typed, next: e.target.value })}
        />
      </Field>
      <Button type="submit" pending={pending}>
        Change the password
      </Button>
    </form>
  );
}

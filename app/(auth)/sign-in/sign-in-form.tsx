"use client";

import { useActionState, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { signInAction } from "@/lib/actions/auth";

export function SignInForm({ next }: { next: string }) {
  const [result, submit, pending] = useActionState(signInAction, null);
  const [email, setEmail] = useState("");
  return (
    <form action={submit} className="space-y-4">
      <input type="hidden" name="next" value={next} />
      {result && !result.ok ? <Alert tone="problem">{result.message}</Alert> : null}
      <Field label="Email">
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          value={email}
          onChange={(e) => setEmail(e.target.value)}
        />
      </Field>
      <Field label="Password">
        <Input name="password" type="password" autoComplete="current-password" required maxLength={200} />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
        Sign in
      </Button>
    </form>
  );
}

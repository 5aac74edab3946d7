"use client";

import { useActionState, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { acceptLinkAction } from "@/lib/actions/auth";

type Props = { token: string; purpose: "bootstrap" | "invite" | "reset"; email: string | null };

const EFFECT = { bootstrap: "Make the account and sign in", invite: "Join and sign in", reset: "Keep the password and sign in" };

/** An address that the link names is fixed; a reset asks for nothing but the password. */
export function WelcomeForm({ token, purpose, email }: Props) {
  const [result, submit, pending] = useActionState(acceptLinkAction, null);
  const [typed, setTyped] = useState({ name: "", email: email ?? "" });
  const refused = result && !result.ok ? result : null;
  const fields = refused?.fields ?? {};
  return (
    <form action={submit} className="space-y-4">
      <input type="hidden" name="token" value={token} />
      {refused && Object.keys(fields).length === 0 ? <Alert tone="problem">{refused.message}</Alert> : null}
      {purpose === "reset" ? null : (
        <Field label="Your name" error={fields.name}>
          <Input
            name="name"
            autoComplete="name"
            required
            maxLength={100}
            value={typed.name}
            onChange={(e) => setTyped({ ...typed, name: e.target.value })}
          />
        </Field>
      )}
      <Field label="Email" error={fields.email}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          readOnly={email !== null}
          value={typed.email}
          onChange={(e) => setTyped({ ...typed, email: e.target.value })}
        />
      </Field>
      <Field label="Password" hint="8 characters or more" error={fields.password}>
        <Input
          name="password"
          type="password"
          autoComplete={purpose === "invite" ? "current-password" : "new-password"}
          required
          minLength={8}
          maxLength={200}
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
        {EFFECT[purpose]}
      </Button>
    </form>
  );
}

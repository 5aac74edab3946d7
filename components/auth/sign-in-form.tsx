"use client";

import { type FormOutcome, useFormAction } from "@/components/auth/use-form-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export type SignInFormProps = {
  signIn: (input: { email: string; password: string }) => Promise<FormOutcome>;
  /** Filled in when the page was reached from an invitation. */
  email?: string;
};

export function SignInForm({ signIn, email }: SignInFormProps) {
  const form = useFormAction(["email", "password"] as const, signIn);
  return (
    // `method` keeps the password out of the address if the page is used before its script runs.
    <form method="post" onSubmit={form.onSubmit} className="space-y-4">
      {form.message ? <Alert tone="problem">{form.message}</Alert> : null}
      <Field label="E-mail" error={form.fields.email}>
        <Input name="email" type="email" autoComplete="username" defaultValue={email} required className="h-10" />
      </Field>
      <Field label="Password" error={form.fields.password}>
        <Input name="password" type="password" autoComplete="current-password" required className="h-10" />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={form.pending} className="w-full">
        Sign in
      </Button>
    </form>
  );
}

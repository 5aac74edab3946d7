"use client";

import { type FormOutcome, useFormAction } from "@/components/auth/use-form-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export const MIN_PASSWORD_CHARS = 10;

type Values = { name: string; email: string; password: string };

export type WelcomeFormProps = {
  /** Uses the link up: only this button does, opening the page does not. */
  welcome: (input: Values) => Promise<FormOutcome>;
  /** What the link is for, already known. */
  name?: string;
  email?: string;
  /** The address is fixed when the link was made for one person. */
  emailFixed?: boolean;
  /** The button's words. */
  submit?: string;
};

/** Name, address and a password, set with a one-time link. */
export function WelcomeForm({ welcome, name, email, emailFixed, submit = "Set up and sign in" }: WelcomeFormProps) {
  const form = useFormAction(["name", "email", "password"] as const, welcome);
  return (
    <form method="post" onSubmit={form.onSubmit} className="space-y-4">
      {form.message ? <Alert tone="problem">{form.message}</Alert> : null}
      <Field label="Your name" error={form.fields.name}>
        <Input name="name" autoComplete="name" defaultValue={name} required maxLength={120} className="h-10" />
      </Field>
      <Field label="E-mail" error={form.fields.email}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          readOnly={emailFixed}
          required
          maxLength={254}
          className="h-10 read-only:bg-sunken read-only:text-muted"
        />
      </Field>
      <Field label="Password" hint={`At least ${MIN_PASSWORD_CHARS} characters`} error={form.fields.password}>
        <Input
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={MIN_PASSWORD_CHARS}
          maxLength={200}
          className="h-10"
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={form.pending} className="w-full">
        {submit}
      </Button>
    </form>
  );
}

"use client";

import { type FormEvent, useState } from "react";

export type FormOutcome = { ok: true } | { ok: false; message: string; fields?: Record<string, string> };

/** Runs an action with a form's fields; keeps what it refused, by field. */
export function useFormAction<Name extends string>(names: readonly Name[], action: (values: Record<Name, string>) => Promise<FormOutcome>) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<{ message: string; fields: Record<string, string> }>();
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const values = Object.fromEntries(names.map((n) => [n, String(data.get(n) ?? "")])) as Record<Name, string>;
    setPending(true);
    const outcome = await action(values).catch(
      (): FormOutcome => ({ ok: false, message: "The server could not be reached. Nothing was saved; try again." }),
    );
    setPending(false);
    setRefusal(outcome.ok ? undefined : { message: outcome.message, fields: outcome.fields ?? {} });
  };
  return { onSubmit, pending, message: refusal?.message, fields: refusal?.fields ?? {} };
}

"use client";

import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import { updateStoreAction } from "@/lib/actions/stores";
import type { Store, StoreAccess } from "@/lib/domain/views";

type Access = StoreAccess | "none";
const ACCESS: { value: Access; label: string }[] = [
  { value: "none", label: "does not load it" },
  { value: "read_only", label: "loads it" },
  { value: "read_write", label: "loads it and may write" },
];

/** The store's name, what it is for, and which agents load it: their sessions are what its dreams read. */
export function StoreForm({ store, agents, mayChange }: { store: Store; agents: { id: string; name: string }[]; mayChange: boolean }) {
  const before = new Map<string, Access>(store.agents.map((a) => [a.agent_id, a.access]));
  const [name, setName] = useState(store.name);
  const [description, setDescription] = useState(store.description ?? "");
  const [access, setAccess] = useState(before);
  const [result, setResult] = useState<Awaited<ReturnType<typeof updateStoreAction>>>();
  const [pending, start] = useTransition();
  const toast = useToast();
  const save = () =>
    start(async () => {
      const attached = [...access].filter((a): a is [string, StoreAccess] => a[1] !== "none");
      const saved = await updateStoreAction(store.id, {
        name,
        description,
        agents: attached.map(([agent_id, its]) => ({ agent_id, access: its })),
      });
      setResult(saved);
      if (saved.ok) toast({ title: "Saved", tone: "dawn" });
    });
  const fields = result && !result.ok ? result.fields : {};
  const known = [
    ...agents,
    ...store.agents.filter((a) => !agents.some((b) => b.id === a.agent_id)).map((a) => ({ id: a.agent_id, name: a.name ?? a.agent_id })),
  ];
  return (
    <div className="space-y-4">
      {result && !result.ok && Object.keys(fields).length === 0 ? <Alert tone="problem" title={result.message} /> : null}
      <Field label="Name" error={fields.name}>
        <Input className="max-w-[48ch]" value={name} maxLength={200} disabled={!mayChange} onChange={(e) => setName(e.target.value)} />
      </Field>
      <div className="max-w-[72ch]">
        <Field label="What it is for" hint="Optional" error={fields.description}>
          <Textarea rows={2} value={description} disabled={!mayChange} onChange={(e) => setDescription(e.target.value)} />
        </Field>
      </div>
      {known.length > 0 ? (
        <fieldset>
          <legend className="mb-1 text-13 font-strong">Agents</legend>
          <ul className="divide-y divide-line border-y border-line">
            {known.map((a) => (
              <li key={a.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-1.5 text-13">
                <span className="min-w-0 grow basis-40 truncate">{a.name}</span>
                <Select
                  label={`${a.name} and this store`}
                  value={access.get(a.id) ?? "none"}
                  options={ACCESS}
                  disabled={!mayChange}
                  onChange={(value) => setAccess((all) => new Map(all).set(a.id, value as Access))}
                />
              </li>
            ))}
          </ul>
        </fieldset>
      ) : null}
      {mayChange ? (
        <Button pending={pending} onClick={save}>
          Save the store
        </Button>
      ) : null}
    </div>
  );
}

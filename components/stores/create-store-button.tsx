"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Checkbox, Input, Textarea } from "@/components/ui/input";
import { createStoreAction } from "@/lib/actions/stores";
import { paths } from "@/lib/paths";

const EMPTY = { name: "", description: "", agents: [] as string[] };

/** Makes a store; those of `agents` that are chosen load it and teach it. */
export function CreateStoreButton({
  agents,
  variant = "primary",
}: {
  agents: { id: string; name: string }[];
  variant?: "primary" | "outline";
}) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(EMPTY);
  const [result, setResult] = useState<Awaited<ReturnType<typeof createStoreAction>>>();
  const [pending, start] = useTransition();
  const router = useRouter();
  const show = (next: boolean) => {
    setOpen(next);
    if (next) setTyped(EMPTY);
    setResult(undefined);
  };
  const make = () =>
    start(async () => {
      const made = await createStoreAction({
        name: typed.name,
        description: typed.description,
        agents: typed.agents.map((agent_id) => ({ agent_id, access: "read_write" })),
      });
      if (!made.ok) return setResult(made);
      setOpen(false);
      router.push(paths.store(made.value.id));
    });
  const fields = result && !result.ok ? result.fields : {};
  const toggle = (id: string, on: boolean) =>
    setTyped((t) => ({ ...t, agents: on ? [...t.agents, id] : t.agents.filter((a) => a !== id) }));
  return (
    <>
      <Button variant={variant} onClick={() => show(true)}>
        Make a store
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        onEnter={pending ? undefined : make}
        title="Make a memory store"
        description="A named set of memories that one or more agents load at the start of a session. It begins empty, as version 1."
        footer={
          <Button variant="primary" pending={pending} onClick={make}>
            Make the store
          </Button>
        }
      >
        <div className="space-y-4">
          {result && !result.ok && Object.keys(fields).length === 0 ? <Alert tone="problem">{result.message}</Alert> : null}
          <Field label="Name" error={fields.name}>
            <Input value={typed.name} onChange={(e) => setTyped({ ...typed, name: e.target.value })} maxLength={200} required />
          </Field>
          <Field label="What it is for" hint="Optional" error={fields.description}>
            <Textarea rows={2} value={typed.description} onChange={(e) => setTyped({ ...typed, description: e.target.value })} />
          </Field>
          {agents.length > 0 ? (
            <fieldset>
              <legend className="mb-1 text-13 font-strong">Agents that load it</legend>
              <p className="mb-1 text-13 text-muted">Dreams of this store read the sessions of these agents.</p>
              <div className="max-h-48 overflow-y-auto">
                {agents.map((a) => (
                  <Checkbox
                    key={a.id}
                    label={a.name}
                    checked={typed.agents.includes(a.id)}
                    onChange={(e) => toggle(a.id, e.target.checked)}
                  />
                ))}
              </div>
            </fieldset>
          ) : null}
        </div>
      </Dialog>
    </>
  );
}

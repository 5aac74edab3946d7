"use client";

import { KeyRound } from "lucide-react";
import { useState, useTransition } from "react";
import { SCOPE_WORDS } from "@/app/(app)/settings/keys/scopes";
import { ShownOnce } from "@/app/(app)/settings/shown-once";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Checkbox, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { createKeyAction } from "@/lib/actions/keys";
import { SCOPES, type Scope } from "@/lib/domain/permission";
import { AGENT_KEY_SCOPES } from "@/lib/schemas/key";

const NO_AGENT = "none";
const LIFETIMES = [
  { value: "0", label: "Until it is revoked" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
];
const EMPTY = { name: "", agentId: NO_AGENT, scopes: ["memory:read", "transcripts:write"] as Scope[], days: "0" };

export function CreateKeyButton({ agents }: { agents: { id: string; name: string }[] }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(EMPTY);
  const [result, setResult] = useState<Awaited<ReturnType<typeof createKeyAction>>>();
  const [pending, start] = useTransition();
  const show = (next: boolean) => {
    setOpen(next);
    if (!next) return;
    setTyped(EMPTY);
    setResult(undefined);
  };
  const { name, scopes, days } = typed;
  const agentId = typed.agentId === NO_AGENT ? null : typed.agentId;
  const make = () => start(async () => setResult(await createKeyAction({ name, scopes, agentId, expiresInDays: Number(days) || null })));
  const fields = result && !result.ok ? result.fields : {};
  return (
    <>
      <Button variant="primary" icon={<KeyRound size={16} aria-hidden />} onClick={() => show(true)}>
        Make a key
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        onEnter={pending || result?.ok ? undefined : make}
        title={result?.ok ? `The key ${name.trim()}` : "Make a key"}
        description={result?.ok ? undefined : "For an agent or a program. It counts as you wherever a person is asked for."}
        footer={
          result?.ok ? (
            <Button variant="primary" onClick={() => show(false)}>
              I have copied it
            </Button>
          ) : (
            <Button variant="primary" pending={pending} onClick={make}>
              Make the key
            </Button>
          )
        }
      >
        {result?.ok ? (
          <ShownOnce label="Key" value={result.value.key}>
            Only its hash is kept. If it is lost, revoke it and make another.
          </ShownOnce>
        ) : (
          <div className="space-y-4">
            {result && Object.keys(fields).length === 0 ? <Alert tone="problem">{result.message}</Alert> : null}
            <Field label="Name" hint="Where it will be used" error={fields.name}>
              <Input value={name} onChange={(e) => setTyped({ ...typed, name: e.target.value })} maxLength={100} required />
            </Field>
            <div className="flex flex-wrap gap-4">
              <LabelledSelect
                label="Agent"
                value={typed.agentId}
                onChange={(value) => setTyped(withAgent(typed, value))}
                options={[{ value: NO_AGENT, label: "The whole workspace" }, ...agents.map((a) => ({ value: a.id, label: a.name }))]}
              />
              <LabelledSelect label="Works" value={days} onChange={(value) => setTyped({ ...typed, days: value })} options={LIFETIMES} />
            </div>
            <ScopeChoice
              scopes={scopes}
              forAgent={agentId !== null}
              error={fields.scopes}
              onChange={(next) => setTyped({ ...typed, scopes: next })}
            />
          </div>
        )}
      </Dialog>
    </>
  );
}

/** Binding a key to an agent takes away what an agent's key may not have. */
const withAgent = (typed: typeof EMPTY, agentId: string) => ({
  ...typed,
  agentId,
  scopes: agentId === NO_AGENT ? typed.scopes : typed.scopes.filter((s) => AGENT_KEY_SCOPES.includes(s)),
});

type SelectProps = { label: string; value: string; onChange: (value: string) => void; options: { value: string; label: string }[] };

function LabelledSelect(props: SelectProps) {
  return (
    <div className="min-w-0 space-y-1">
      <p className="text-13 font-strong" aria-hidden="true">
        {props.label}
      </p>
      <Select {...props} />
    </div>
  );
}

type ScopeProps = { scopes: Scope[]; forAgent: boolean; error: string | undefined; onChange: (scopes: Scope[]) => void };

function ScopeChoice({ scopes, forAgent, error, onChange }: ScopeProps) {
  const offered = forAgent ? AGENT_KEY_SCOPES : SCOPES;
  const toggle = (scope: Scope, on: boolean) => onChange(on ? [...scopes, scope] : scopes.filter((s) => s !== scope));
  return (
    <fieldset>
      <legend className="mb-1 text-13 font-strong">It may</legend>
      {offered.map((scope) => (
        <Checkbox
          key={scope}
          className="min-h-8 gap-2.5 py-1 max-md:min-h-11"
          checked={scopes.includes(scope)}
          onChange={(e) => toggle(scope, e.target.checked)}
          label={
            <span>
              {SCOPE_WORDS[scope]} <code className="font-mono text-12 text-muted">{scope}</code>
            </span>
          }
        />
      ))}
      {forAgent ? <p className="mt-1 text-12 text-muted">It reaches this agent's stores and sessions only, and can never decide.</p> : null}
      {error ? <p className="mt-1 text-13 text-removed">{error}</p> : null}
    </fieldset>
  );
}

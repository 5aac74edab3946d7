"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

export type SessionFilterValues = {
  q?: string | undefined;
  outcome?: string | undefined;
  excluded?: string | undefined;
  agent?: string | undefined;
};

const ANY = "any";
const OUTCOMES = [
  { value: ANY, label: "Ended in any way" },
  { value: "succeeded", label: "Succeeded" },
  { value: "failed", label: "Failed" },
  { value: "unknown", label: "No known outcome" },
  { value: "invalid", label: "Never really ran" },
];
const EXCLUDED = [
  { value: ANY, label: "In dreams or not" },
  { value: "false", label: "Read by dreams" },
  { value: "true", label: "Left out of dreams" },
];

/** Narrows a list of sessions; every state of it has an address. `agents` is given where the list is of several. */
export function SessionFilter({
  action,
  values,
  agents,
}: {
  /** The address without a query. */
  action: string;
  values: SessionFilterValues;
  agents?: { id: string; name: string }[];
}) {
  const [q, setQ] = useState(values.q ?? "");
  const [pending, start] = useTransition();
  const router = useRouter();
  const go = (part: SessionFilterValues) => {
    const next = Object.entries({ ...values, q, ...part }).filter((e): e is [string, string] => Boolean(e[1]) && e[1] !== ANY);
    start(() => router.push(next.length === 0 ? action : `${action}?${new URLSearchParams(next)}`));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    go({});
  };
  const narrowed = Object.values(values).some(Boolean);
  return (
    <search className="flex flex-wrap items-center gap-2 pb-3" aria-label="Sessions" data-print="hide">
      <form onSubmit={onSubmit} className="flex min-w-0 grow basis-64 gap-2 sm:max-w-96">
        <Input
          type="search"
          name="q"
          aria-label="Words in a session, its title, its user or its id"
          placeholder="Words in a session"
          value={q}
          maxLength={500}
          onChange={(e) => setQ(e.target.value)}
        />
        <Button type="submit" pending={pending} className="max-md:h-11">
          Find
        </Button>
      </form>
      {agents ? (
        <Select
          label="Agent"
          value={values.agent ?? ANY}
          onChange={(agent) => go({ agent })}
          options={[{ value: ANY, label: "Any agent" }, ...agents.map((a) => ({ value: a.id, label: a.name }))]}
        />
      ) : null}
      <Select label="How it ended" value={values.outcome ?? ANY} onChange={(outcome) => go({ outcome })} options={OUTCOMES} />
      <Select label="In dreams" value={values.excluded ?? ANY} onChange={(excluded) => go({ excluded })} options={EXCLUDED} />
      {narrowed ? (
        <Button
          variant="quiet"
          onClick={() => {
            setQ("");
            start(() => router.push(action));
          }}
        >
          Show all
        </Button>
      ) : null}
    </search>
  );
}

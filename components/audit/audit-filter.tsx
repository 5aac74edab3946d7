"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { ACTION_WORDS } from "@/components/audit/action-words";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { paths } from "@/lib/paths";

export type AuditFilterValues = { action?: string | undefined; actor?: string | undefined; entity?: string | undefined };

const ANY = "any";
const ACTIONS = [
  { value: ANY, label: "Anything" },
  ...Object.entries(ACTION_WORDS).map(([value, words]) => ({ value, label: words.replace(/^./, (c) => c.toUpperCase()) })),
];

/** Narrows the entries; every state of it has an address. */
export function AuditFilter({ values }: { values: AuditFilterValues }) {
  const [actor, setActor] = useState(values.actor ?? "");
  const [entity, setEntity] = useState(values.entity ?? "");
  const [pending, start] = useTransition();
  const router = useRouter();
  const go = (part: AuditFilterValues) => {
    const next = Object.entries({ ...values, actor, entity, ...part }).filter((e): e is [string, string] => Boolean(e[1]) && e[1] !== ANY);
    start(() => router.push(next.length === 0 ? paths.audit() : `${paths.audit()}?${new URLSearchParams(next)}`));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    go({});
  };
  return (
    <search aria-label="Entries" data-print="hide">
      <form onSubmit={onSubmit} className="flex flex-wrap items-center gap-2 pb-3">
        <Select
          label="What was done"
          className="max-w-64"
          value={values.action ?? ANY}
          onChange={(action) => go({ action })}
          options={ACTIONS}
        />
        <Input
          aria-label="Who: a name or an id"
          placeholder="Who"
          className="w-44 max-md:w-full"
          value={actor}
          maxLength={200}
          onChange={(e) => setActor(e.target.value)}
        />
        <Input
          aria-label="On what: an id, or a kind such as store"
          placeholder="On what (an id, or a kind)"
          className="w-60 max-md:w-full"
          value={entity}
          maxLength={200}
          onChange={(e) => setEntity(e.target.value)}
        />
        <Button type="submit" pending={pending} className="max-md:h-11">
          Find
        </Button>
        {Object.values(values).some(Boolean) ? (
          <Button variant="quiet" onClick={() => start(() => router.push(paths.audit()))}>
            Show all
          </Button>
        ) : null}
      </form>
    </search>
  );
}

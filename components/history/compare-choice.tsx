"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { paths } from "@/lib/paths";

type Props = { storeId: string; from: number; to: number; options: { value: string; label: string }[] };

/** Chooses the two versions; every choice has an address. */
export function CompareChoice({ storeId, from, to, options }: Props) {
  const [pending, start] = useTransition();
  const router = useRouter();
  const go = (a: number, b: number) => start(() => router.push(paths.compare(storeId, a, b)));
  return (
    <fieldset className="flex flex-wrap items-center gap-2 pb-4" data-print="hide" aria-busy={pending}>
      <legend className="sr-only">Versions to compare</legend>
      <Select label="From version" value={String(from)} onChange={(v) => go(Number(v), to)} options={options} className="max-w-72" />
      <span className="text-13 text-muted">to</span>
      <Select label="To version" value={String(to)} onChange={(v) => go(from, Number(v))} options={options} className="max-w-72" />
      <Button variant="quiet" pending={pending} onClick={() => go(to, from)}>
        Swap
      </Button>
    </fieldset>
  );
}

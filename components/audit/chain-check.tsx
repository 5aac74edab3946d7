"use client";

import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";

export type ChainResult = { rows: number; ok: boolean; first_bad?: number };

/** Whether every entry is as it was written and none is missing: computed by the server over the whole chain, again on request. */
export function ChainCheck({ initial }: { initial: ChainResult | null }) {
  const [result, setResult] = useState(initial);
  const [again, setAgain] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [pending, start] = useTransition();
  const check = () =>
    start(async () => {
      const response = await fetch("/api/v1/audit/verify").catch(() => null);
      const body = (await response?.json().catch(() => null)) as (ChainResult & { error?: { message?: string } }) | null;
      if (!response?.ok || !body) return setProblem(body?.error?.message ?? "The server could not be reached. Nothing was checked.");
      setProblem(undefined);
      setAgain(true);
      setResult(body);
    });
  const button = (
    <Button size="sm" pending={pending} onClick={check}>
      {result ? "Check again" : "Check the chain"}
    </Button>
  );
  if (problem)
    return (
      <Alert tone="problem" title={problem} action={button}>
        {null}
      </Alert>
    );
  if (!result)
    return (
      <Alert title="The chain has not been checked just now" action={button}>
        Each entry carries a hash over itself and the entry before; a check walks all of them.
      </Alert>
    );
  if (result.ok)
    return (
      <Alert tone="done" title="The chain is whole" action={button}>
        {`All ${count(result.rows, "entry", "entries")} are as they were written, and none is missing${again ? ", checked just now" : ""}.`}
      </Alert>
    );
  return (
    <Alert tone="problem" title={`The chain is broken at entry ${result.first_bad ?? result.rows}`} action={button}>
      This entry was changed, is missing, or does not follow the one before. What stands before it is as it was written. Compare the
      database with a backup before you trust what comes after.
    </Alert>
  );
}

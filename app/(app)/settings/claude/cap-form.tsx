"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { count, usd } from "@/components/ui/labels";
import { useToast } from "@/components/ui/toast";
import { connectClaudeAction } from "@/lib/actions/claude";
import type { ClaudeConnectionView } from "@/lib/domain/views";

/** What was spent this month, and the most that all dreams of the workspace may cost in one. */
export function CapForm({ connection }: { connection: ClaudeConnectionView }) {
  const before = connection.max_usd_per_month === null ? "" : String(connection.max_usd_per_month);
  const [cap, setCap] = useState(before);
  const [problem, setProblem] = useState<string>();
  const [pending, start] = useTransition();
  const toast = useToast();
  const typed = cap.trim();
  const bad = typed !== "" && !/^\d{1,7}(\.\d{1,2})?$/.test(typed);
  const save = () =>
    start(async () => {
      const result = await connectClaudeAction({ max_usd_per_month: typed === "" ? null : Number(typed) });
      setProblem(result.ok ? undefined : (result.fields.max_usd_per_month ?? result.message));
      if (result.ok)
        toast({ title: typed === "" ? "There is no cap any more" : `Dreams stop at ${usd(Number(typed))} a month`, tone: "dawn" });
    });
  return (
    <div className="max-w-[70ch] space-y-4 text-13">
      <p>{spentWords(connection)}</p>
      <form action={save} className="space-y-3">
        <Field label="Most that dreams may cost in a month, US dollars" error={bad ? "A number such as 50 or 12.50" : problem}>
          <Input inputMode="decimal" className="max-w-32" placeholder="no cap" value={cap} onChange={(e) => setCap(e.target.value)} />
        </Field>
        <p className="text-muted">
          Over all stores of this workspace, in a calendar month (UTC). A dream that reaches it stops and says so; what was read is kept and
          not paid for again. Empty: no cap but those of the stores. The Claude Console has a limit of its own, which holds whatever is set
          here.
        </p>
        <Button type="submit" pending={pending} disabled={bad || typed === before}>
          Set the cap
        </Button>
      </form>
    </div>
  );
}

function spentWords({ spent_this_month_usd: spent, calls_this_month: calls, max_usd_per_month: cap }: ClaudeConnectionView): string {
  if (calls === 0) return `Nothing was spent this month${cap === null ? "" : ` of the ${usd(cap)} that dreams may cost`}.`;
  const of = cap === null ? "" : ` of ${usd(cap)}`;
  return `${usd(spent)}${of} spent this month, in ${count(calls, "call")}, by the prices below. Anthropic's bill is what counts.`;
}

"use client";

import { useState, useTransition } from "react";
import { AGENT_WRITES_WORDS, APPROVALS_WORDS, MODE_WORDS, removedShareSentence } from "@/components/stores/policy-words";
import { RadioChoice } from "@/components/stores/radio-choice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Checkbox, Input, Textarea } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { updateStoreAction } from "@/lib/actions/stores";
import type { Policy } from "@/lib/domain/policy";

const optionsOf = <Value extends string>(words: Record<Value, { title: string; means: string }>) =>
  (Object.entries(words) as [Value, { title: string; means: string }][]).map(([value, w]) => ({ value, ...w }));

const approvalOptions = Object.entries(APPROVALS_WORDS).map(([value, means]) => ({
  value,
  title: value === "1" ? "1 person" : `${value} people`,
  means,
}));

/** Who decides what reaches the agent. Those who may not change it read it. */
export function PolicyForm({ storeId, policy, mayChange }: { storeId: string; policy: Policy; mayChange: boolean }) {
  const [draft, setDraft] = useState(policy);
  const [percent, setPercent] = useState(String(Math.round(policy.max_removed_share * 100)));
  const [protectedPaths, setProtectedPaths] = useState(policy.protected_paths.join("\n"));
  const [problem, setProblem] = useState<string>();
  const [pending, start] = useTransition();
  const toast = useToast();
  const set = (part: Partial<Policy>) => setDraft((d) => ({ ...d, ...part }));
  const share = Number(percent);
  const badShare = !/^\d{1,3}$/.test(percent.trim()) || share > 100;
  const next: Policy = {
    ...draft,
    max_removed_share: badShare ? policy.max_removed_share : share / 100,
    protected_paths: protectedPaths
      .split("\n")
      .map((p) => p.trim())
      .filter(Boolean),
  };
  const changed = JSON.stringify(next) !== JSON.stringify(policy) || badShare;
  const save = () =>
    start(async () => {
      if (badShare) return setProblem("The share of removals is a whole number from 0 to 100. Nothing was saved.");
      const saved = await updateStoreAction(storeId, { policy: next });
      setProblem(saved.ok ? undefined : saved.message);
      if (saved.ok) toast({ title: "The policy is in force", description: "It counts for dreams that end from now on.", tone: "dawn" });
    });
  return (
    <div className="space-y-6">
      <RadioChoice
        legend="When a dream ends"
        value={draft.mode}
        options={optionsOf(MODE_WORDS)}
        onChange={(mode) => set({ mode })}
        disabled={!mayChange}
      />
      <div>
        {typeof draft.approvals === "number" ? (
          <RadioChoice
            legend="A change is accepted by"
            value={String(draft.approvals)}
            options={approvalOptions}
            onChange={(n) => set({ approvals: Number(n) })}
            disabled={!mayChange}
          />
        ) : (
          <ApprovalsByRisk approvals={draft.approvals} mayChange={mayChange} onOne={() => set({ approvals: 1 })} />
        )}
        <Checkbox
          className="mt-2 max-md:min-h-11"
          disabled={!mayChange}
          checked={draft.self_approval}
          onChange={(e) => set({ self_approval: e.target.checked })}
          label="The accept of who started the dream, uploaded its only session or edited the text counts too"
        />
      </div>
      <RadioChoice
        legend="When an agent writes to its memory"
        value={draft.agent_writes}
        options={optionsOf(AGENT_WRITES_WORDS)}
        onChange={(agent_writes) => set({ agent_writes })}
        disabled={!mayChange}
      />
      <div>
        <Field
          label="Largest share of memories that a dream may remove, in percent"
          error={badShare ? "A whole number from 0 to 100" : undefined}
        >
          <Input
            inputMode="numeric"
            className="max-w-24"
            value={percent}
            disabled={!mayChange}
            onChange={(e) => setPercent(e.target.value)}
          />
        </Field>
        <p className="mt-1 max-w-[70ch] text-13 text-muted">{badShare ? null : removedShareSentence(share)}</p>
      </div>
      <div className="max-w-[60ch]">
        <Field label="Protected paths" hint="One a line">
          <Textarea
            rows={3}
            className="font-mono text-13"
            placeholder="/preferences"
            value={protectedPaths}
            disabled={!mayChange}
            onChange={(e) => setProtectedPaths(e.target.value)}
          />
        </Field>
        <p className="mt-1 max-w-[70ch] text-13 text-muted">
          What a dream would change at these paths, or below them, is blocked until a person accepts it with a comment. An agent never
          writes there.
        </p>
      </div>
      {problem ? <Alert tone="problem" title={problem} /> : null}
      {mayChange ? (
        <Button variant="primary" pending={pending} disabled={!changed} onClick={save}>
          Put this policy in force
        </Button>
      ) : null}
    </div>
  );
}

type ByRisk = Exclude<Policy["approvals"], number>;

function ApprovalsByRisk({ approvals, mayChange, onOne }: { approvals: ByRisk; mayChange: boolean; onOne: () => void }) {
  return (
    <div className="text-13">
      <p className="font-strong">A change is accepted by</p>
      <p className="text-muted">
        {`${approvals.low} at low risk, ${approvals.medium} at medium risk, ${approvals.high} at high risk (set through the API). `}
      </p>
      {mayChange ? (
        <Button size="sm" className="mt-1" onClick={onOne}>
          Ask for the same number at every risk
        </Button>
      ) : null}
    </div>
  );
}

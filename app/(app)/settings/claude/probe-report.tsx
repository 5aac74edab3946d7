"use client";

import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import { RelativeTime } from "@/components/ui/relative-time";
import { probeClaudeAction } from "@/lib/actions/claude";
import type { ClaudeProbe } from "@/lib/domain/views";

/** What the key was found to be able to do, and when; asks again. */
export function ProbeReport({ probe, probedAt }: { probe: ClaudeProbe | null; probedAt: string | null }) {
  const [problem, setProblem] = useState<string>();
  const [pending, start] = useTransition();
  const check = () =>
    start(async () => {
      const result = await probeClaudeAction();
      setProblem(result.ok ? undefined : result.message);
    });
  return (
    <div className="max-w-[70ch] space-y-3 text-13" aria-busy={pending}>
      {problem ? <Alert tone="problem" title={problem} /> : null}
      {probe && !problem ? <Found probe={probe} /> : null}
      {probe || problem ? null : <p className="text-muted">Nobody has asked yet. The question costs nothing.</p>}
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={pending} onClick={check}>
          Check what this key can do
        </Button>
        {probedAt ? (
          <span className="text-muted">
            last asked <RelativeTime at={probedAt} />
          </span>
        ) : null}
      </div>
    </div>
  );
}

function Found({ probe }: { probe: ClaudeProbe }) {
  if (!probe.ok)
    return (
      <Alert tone="problem" title="The key cannot be used now">
        {`The answer to the question what it can do: ${probe.problem ?? "no reason given"}. A dream with Claude would fail; the local engine works without it.`}
      </Alert>
    );
  return (
    <ul className="list-disc space-y-1 pl-5">
      <li>
        {probe.models.length === 0 ? (
          "It was accepted, but the API does not list its models: a model's name is tried when a dream asks for it."
        ) : (
          <details>
            <summary className="cursor-pointer rounded-sm">{`It lists ${count(probe.models.length, "model")}`}</summary>
            <p className="pt-1 font-mono text-12 wrap-anywhere text-muted">{probe.models.join(", ")}</p>
          </details>
        )}
      </li>
      <li>
        {probe.counts_tokens
          ? "It counts tokens, so estimates are counted on a sample of the sessions."
          : "It does not count tokens here, so estimates go by the length of the text and are rough."}
      </li>
    </ul>
  );
}

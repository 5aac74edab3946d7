"use client";

import { KeyRound } from "lucide-react";
import { useState, useTransition } from "react";
import { KEY_VARIABLE } from "@/components/agents/connect-code";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { createKeyAction } from "@/lib/actions/keys";

/** A key that reaches this agent's memory and sessions only; shown this once. */
export function AgentKeyButton({ agent }: { agent: { id: string; name: string } }) {
  const [result, setResult] = useState<Awaited<ReturnType<typeof createKeyAction>>>();
  const [pending, start] = useTransition();
  const make = () =>
    start(async () =>
      setResult(
        await createKeyAction({
          name: `${agent.name.slice(0, 90)} agent`,
          scopes: ["memory:read", "transcripts:write"],
          agentId: agent.id,
        }),
      ),
    );
  return (
    <>
      <Button variant="primary" icon={<KeyRound size={16} aria-hidden />} pending={pending} onClick={make}>
        Make a key for this agent
      </Button>
      <Dialog
        open={result !== undefined}
        onOpenChange={(open) => open || setResult(undefined)}
        title={result?.ok ? "The agent's key" : "No key was made"}
        description={
          result?.ok
            ? "With it a program loads this agent's memory and sends its sessions in. It reaches nothing else and can never decide."
            : undefined
        }
        footer={
          <Button variant="primary" onClick={() => setResult(undefined)}>
            {result?.ok ? "I have copied it" : "Close"}
          </Button>
        }
      >
        {result?.ok ? (
          <div className="space-y-3">
            <CodeBlock label="For the agent's environment" code={`export ${KEY_VARIABLE}=${result.value.key}`} />
            <Alert tone="warn" title="It is shown this once">
              Only its hash is kept. If it is lost, revoke it under Settings and make another.
            </Alert>
          </div>
        ) : result ? (
          <Alert tone="problem" title={result.message} />
        ) : null}
      </Dialog>
    </>
  );
}

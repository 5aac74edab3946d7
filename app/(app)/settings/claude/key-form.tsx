"use client";

import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { connectClaudeAction } from "@/lib/actions/claude";
import type { ClaudeConnectionView } from "@/lib/domain/views";

/** Where the key comes from; enter, replace or remove one. What was entered is never shown again but for its end. */
export function KeyForm({ connection }: { connection: ClaudeConnectionView }) {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState<string>();
  const [removing, setRemoving] = useState(false);
  const [pending, start] = useTransition();
  const toast = useToast();
  const stored = connection.source === "stored";
  const keep = () =>
    start(async () => {
      const result = await connectClaudeAction({ key });
      setProblem(result.ok ? undefined : (result.fields.key ?? result.message));
      if (!result.ok) return;
      setKey("");
      toast({ title: stored ? "The key was replaced" : "Claude is connected", tone: "dawn" });
    });
  return (
    <div className="max-w-[70ch] space-y-4 text-13">
      <Source connection={connection} />
      <form action={keep} className="max-w-[560px] space-y-3">
        <input type="text" name="username" autoComplete="username" value="Claude API" readOnly hidden />
        <Field label={stored ? "Another key" : "API key"} hint="From the Claude Console, begins with sk-ant-" error={problem}>
          <Input
            type="password"
            autoComplete="off"
            required
            maxLength={400}
            value={key}
            onChange={(e) => setKey(e.target.value)}
            className="font-mono text-13"
          />
        </Field>
        <p className="text-muted">
          It is asked what it can do, which costs nothing, then kept encrypted for this workspace alone. Nobody is shown it again, only its
          last four characters.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant={connection.source ? "outline" : "primary"} pending={pending}>
            {stored ? "Replace the key" : "Connect Claude"}
          </Button>
          {stored ? <Button onClick={() => setRemoving(true)}>Remove the key</Button> : null}
        </div>
      </form>
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove the key that ends in ${connection.key_hint ?? "?"}?`}
        consequence={
          connection.environment_key
            ? "It is deleted here, and dreams use the key of the server's environment from then on. The key itself stays valid at Anthropic until it is revoked there."
            : "It is deleted here, and stores that dream with Claude cannot dream until there is another. The key itself stays valid at Anthropic until it is revoked there."
        }
        confirm="Remove the key"
        tone="danger"
        onConfirm={async () => {
          const result = await connectClaudeAction({ key: null });
          return result.ok ? undefined : result.message;
        }}
      />
    </div>
  );
}

function Source({ connection: { source, key_hint, environment_key, base_url } }: { connection: ClaudeConnectionView }) {
  return (
    <>
      {source === "stored" ? (
        <p>
          A key that ends in <code className="font-mono">{key_hint}</code> is kept for this workspace.
          {environment_key ? " The server's environment has one too, which this one goes before." : ""}
        </p>
      ) : null}
      {source === "environment" ? (
        <p>
          The key comes from <code className="font-mono">ANTHROPIC_API_KEY</code> of the server's environment and serves every workspace of
          this installation. One that is entered here goes before it, for this workspace alone.
        </p>
      ) : null}
      {source === null ? (
        <Alert title="There is no key">
          Enter one here, or set ANTHROPIC_API_KEY where the server and its workers are started. Until then stores dream with the local
          engine, which needs none.
        </Alert>
      ) : null}
      {base_url ? (
        <p>
          Requests go to <code className="font-mono wrap-anywhere">{base_url}</code> (<code className="font-mono">ANTHROPIC_BASE_URL</code>
          ), and the key with them.
        </p>
      ) : null}
    </>
  );
}

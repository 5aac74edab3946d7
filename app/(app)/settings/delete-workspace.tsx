"use client";

import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { count } from "@/components/ui/labels";
import { dropWorkspaceAction } from "@/lib/actions/people";
import type { WorkspaceContents } from "@/lib/queries/workspaces";

/** Deletes the open workspace for good, once its name has been typed. */
export function DeleteWorkspace({ name, contents, sample }: { name: string; contents: WorkspaceContents; sample: boolean }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [pending, start] = useTransition();
  const show = (next: boolean) => {
    setOpen(next);
    setTyped("");
    setError(undefined);
  };
  const drop = () =>
    start(async () => {
      // On success the answer is a redirect.
      const result = await dropWorkspaceAction({ name: typed });
      if (result && !result.ok) setError(result.message);
    });
  const { agents, stores, sessions, keys, people } = contents;
  return (
    <>
      <p className="text-13 text-muted">
        {sample ? "The sample is made once. Deleted, it does not come back." : "Everything in it goes, its history and its audit too."}
      </p>
      <Button className="mt-3" variant="danger" onClick={() => show(true)}>
        Delete this workspace
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        size="sm"
        title={`Delete ${name}?`}
        description={`${count(agents, "agent")}, ${count(stores, "store")} with every version, ${count(sessions, "session")} and ${count(keys, "key")} go for good. Dreams that run are stopped first. That you deleted it stays on record.`}
        footer={
          <>
            <Button onClick={() => show(false)}>Keep it</Button>
            <Button variant="danger" pending={pending} disabled={typed.trim() !== name.trim()} onClick={drop}>
              Delete it for good
            </Button>
          </>
        }
      >
        <div className="space-y-3">
          {error ? <Alert tone="problem">{error}</Alert> : null}
          {people > 0 ? (
            <Alert tone="warn">{`${count(people, "person", "people")} ${people === 1 ? "belongs" : "belong"} to no other workspace and can sign in nowhere afterwards.`}</Alert>
          ) : null}
          <Field label="Type the workspace's name" hint={name}>
            <Input value={typed} onChange={(e) => setTyped(e.target.value)} autoComplete="off" spellCheck={false} />
          </Field>
        </div>
      </Dialog>
    </>
  );
}

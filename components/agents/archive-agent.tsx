"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { updateAgentAction } from "@/lib/actions/agents";

/** Puts an agent that runs no more out of the way; nothing of it is lost. */
export function ArchiveAgentButton({ agentId, name }: { agentId: string; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Archive</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Archive ${name}?`}
        consequence="It takes no more sessions, and its keys are refused until it is taken out again: it loads no memory meanwhile. Its sessions stay, and dreams of its stores may still read them."
        confirm="Archive the agent"
        tone="danger"
        onConfirm={async () => {
          const done = await updateAgentAction(agentId, { archived: true });
          return done.ok ? undefined : done.message;
        }}
      />
    </>
  );
}

/** What being archived means for this agent, and the way out of it for those who may. */
export function ArchivedAgent({ agentId, mayManage }: { agentId: string; mayManage: boolean }) {
  const [pending, setPending] = useState(false);
  const toast = useToast();
  const takeOut = async () => {
    setPending(true);
    const done = await updateAgentAction(agentId, { archived: false });
    setPending(false);
    toast(done.ok ? { title: "It is in use again", tone: "dawn" } : { title: done.message, tone: "problem" });
  };
  return (
    <div className="pt-4">
      <Alert
        title="This agent is archived"
        action={
          mayManage ? (
            <Button size="sm" pending={pending} onClick={takeOut}>
              Take it out of the archive
            </Button>
          ) : undefined
        }
      >
        It takes no sessions and its keys are refused. What it sent in stays.
      </Alert>
    </div>
  );
}

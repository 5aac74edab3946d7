"use client";

import { useState } from "react";
import { AgentDialog } from "@/components/agents/agent-dialog";
import { Button } from "@/components/ui/button";
import { updateAgentAction } from "@/lib/actions/agents";
import type { Agent } from "@/lib/domain/views";

/** Changes what an agent is called, what it does, whom it serves. */
export function EditAgentButton({ agent }: { agent: Agent }) {
  const [opened, setOpened] = useState(0);
  const [open, setOpen] = useState(false);
  const show = (next: boolean) => {
    setOpen(next);
    if (next) setOpened((n) => n + 1);
  };
  return (
    <>
      <Button onClick={() => show(true)}>Edit the agent</Button>
      <AgentDialog
        key={opened}
        open={open}
        onOpenChange={show}
        title={`Edit ${agent.name}`}
        confirm="Save the agent"
        initial={{ name: agent.name, description: agent.description ?? "", audience: agent.audience, ownStore: false }}
        save={({ name, description, audience }) => updateAgentAction(agent.id, { name, description, audience })}
      />
    </>
  );
}

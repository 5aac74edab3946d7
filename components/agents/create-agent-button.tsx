"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { AgentDialog } from "@/components/agents/agent-dialog";
import { Button } from "@/components/ui/button";
import { createAgentAction } from "@/lib/actions/agents";
import { paths } from "@/lib/paths";

const EMPTY = { name: "", description: "", audience: "team", ownStore: true } as const;

/** Adds an agent and goes on to where its sessions are dropped. */
export function CreateAgentButton() {
  const [opened, setOpened] = useState(0);
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const show = (next: boolean) => {
    setOpen(next);
    if (next) setOpened((n) => n + 1);
  };
  return (
    <>
      <Button variant="primary" onClick={() => show(true)}>
        Add an agent
      </Button>
      <AgentDialog
        key={opened}
        open={open}
        onOpenChange={show}
        title="Add an agent"
        confirm="Add the agent"
        initial={EMPTY}
        withStore
        save={async ({ name, description, audience, ownStore }) => {
          const made = await createAgentAction({ name, description, audience, store: ownStore ? "own" : "none" });
          if (made.ok) router.push(paths.upload(made.value.id));
          return made;
        }}
      />
    </>
  );
}

"use client";

import Link from "next/link";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { keepAudienceAction, updateAgentAction } from "@/lib/actions/agents";
import type { ActionResult } from "@/lib/actions/outcome";
import { paths } from "@/lib/paths";

type Props = { agentId: string; name: string; customers: number; mayManage: boolean; linked?: boolean };

/** Points out an agent that is said to serve the team and seems to serve strangers, with the switch and what it changes. */
export function AudienceHint({ agentId, name, customers, mayManage, linked = false }: Props) {
  const [chosen, setChosen] = useState<"public" | "team">();
  const [pending, start] = useTransition();
  const toast = useToast();
  const run = (choice: "public" | "team", act: () => Promise<ActionResult>, said: string) => {
    setChosen(choice);
    start(async () => {
      const done = await act();
      toast(done.ok ? { title: said, tone: "dawn" } : { title: done.message, tone: "problem" });
    });
  };
  const agent = linked ? (
    <Link href={paths.agent(agentId)} className="rounded-sm underline underline-offset-2">
      {name}
    </Link>
  ) : (
    name
  );
  return (
    <Alert
      tone="warn"
      title={
        <>
          {agent} served {customers.toLocaleString("en")} different people and counts as an agent of your team
        </>
      }
    >
      <p className="max-w-[75ch]">
        If they are customers, switch it to the public: what one of them says then counts for that person alone, under <code>/users/…</code>
        , and for everybody else as words from outside, which teach the agent nothing by themselves. It holds for the dreams from now on;
        what the agent believes stays until somebody changes it.
      </p>
      {mayManage ? (
        <div className="mt-2.5 flex flex-wrap gap-2">
          <Button
            size="sm"
            pending={pending && chosen === "public"}
            onClick={() => run("public", () => updateAgentAction(agentId, { audience: "public" }), `${name} serves the public now`)}
          >
            It serves the public
          </Button>
          <Button
            size="sm"
            variant="quiet"
            pending={pending && chosen === "team"}
            onClick={() => run("team", () => keepAudienceAction({ agentId }), `${name} stays an agent of your team`)}
          >
            They are my team
          </Button>
        </div>
      ) : (
        <p className="mt-1">An admin can switch it.</p>
      )}
    </Alert>
  );
}

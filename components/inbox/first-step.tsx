import Link from "next/link";
import { SwitchButton } from "@/components/shell/switch-button";
import { Button } from "@/components/ui/button";
import { paths } from "@/lib/paths";

/** What a newcomer does first, with the control in place. */
export function FirstStep({
  agentId,
  mayManage,
  sample,
  preparing,
}: {
  /** An agent whose sessions can be sent in. */
  agentId: string | undefined;
  mayManage: boolean;
  /** The sample workspace, when it is not the one that is open. */
  sample: { id: string; name: string } | undefined;
  /** This is the sample, and its dream has not ended yet. */
  preparing: boolean;
}) {
  if (preparing) return <p>The sample's sessions are being read. Its first proposal appears here in a moment.</p>;
  return (
    <div className="space-y-4">
      <p>
        {agentId
          ? "Send in sessions of your agent, let a dream read them, and what it would remember waits here for your decision."
          : "Add the agent whose sessions you want to learn from. What its dreams would remember waits here for your decision."}
      </p>
      <div className="flex flex-wrap justify-center gap-3">
        {agentId ? (
          <Button asChild variant="primary">
            <Link href={paths.upload(agentId)}>Upload sessions</Link>
          </Button>
        ) : mayManage ? (
          <Button asChild variant="primary">
            <Link href={paths.agents()}>Add an agent</Link>
          </Button>
        ) : null}
        {sample ? <SwitchButton workspaceId={sample.id}>See a sample first</SwitchButton> : null}
      </div>
    </div>
  );
}

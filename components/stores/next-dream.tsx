import Link from "next/link";
import { DreamButton } from "@/components/stores/dream-button";
import { claudeOf } from "@/components/stores/engine-words";
import { Button } from "@/components/ui/button";
import type { Store } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

type Props = { store: Store; running: { id: string } | undefined; mayRun: boolean; mayUpload: boolean };

/** The primary action of a store: see the dream that runs, start one, or bring in the sessions that one would need. */
export function NextDream({ store, running, mayRun, mayUpload }: Props) {
  if (running)
    return (
      <Button asChild variant="primary">
        <Link href={paths.dream(running.id)}>See the running dream</Link>
      </Button>
    );
  const unread = store.unread_transcripts ?? 0;
  if (unread > 0) return mayRun ? <DreamButton storeId={store.id} unread={unread} claude={claudeOf(store)} /> : null;
  // What waits for a decision comes before new sessions.
  const [agent] = store.agents;
  if (!agent || !mayUpload || (store.open_proposals ?? 0) > 0) return null;
  return (
    <Button asChild variant="primary">
      <Link href={paths.upload(agent.agent_id)}>Upload sessions</Link>
    </Button>
  );
}

/** Why there is nothing to dream over, and what to do about it; nothing while there is something. */
export function NothingUnread({ store }: { store: Store }) {
  if ((store.unread_transcripts ?? 0) > 0) return null;
  if (store.agents.length === 0)
    return (
      <p className="text-13 text-muted">
        No agent loads this store, so no session can teach it.{" "}
        <Link href={paths.storeSettings(store.id)} className="rounded-sm underline underline-offset-2">
          Attach one
        </Link>
      </p>
    );
  return (
    <p className="text-13 text-muted">
      Every session of{" "}
      {store.agents.map((a, i) => (
        <span key={a.agent_id}>
          {i === 0 ? "" : i === store.agents.length - 1 ? " and " : ", "}
          <Link href={paths.agent(a.agent_id)} className="rounded-sm text-ink underline decoration-edge underline-offset-2">
            {a.name ?? "its agent"}
          </Link>
        </span>
      ))}{" "}
      has been read. A dream has something to read once new ones come in:{" "}
      <Link href={paths.upload(store.agents[0]?.agent_id ?? "")} className="rounded-sm underline underline-offset-2">
        drop files
      </Link>{" "}
      or{" "}
      <Link href={paths.connect(store.agents[0]?.agent_id ?? "")} className="rounded-sm underline underline-offset-2">
        let the agent send them
      </Link>
      .
    </p>
  );
}

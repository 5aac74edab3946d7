import { RelativeTime } from "@/components/ui/relative-time";
import type { Change } from "@/lib/domain/views";

/** What the last move to another version made of this change, and who may still accept it. */
export function RebaseNote({ change }: { change: Change }) {
  const { rebased, approval } = change;
  const shown = rebased && !change.conflict;
  if (!shown && !approval?.sentence) return null;
  return (
    <div className="space-y-1 text-13">
      {approval?.sentence ? <p className="border-l-2 border-night-rule pl-2 font-strong">{approval.sentence}</p> : null}
      {shown ? (
        <p className="border-l-2 border-line pl-2 text-muted">
          {rebased.note}
          {rebased.outcome === "carried" ? " Its decisions stand." : rebased.outcome === "merged" ? " It waits for a new decision." : ""}
          {` ${rebased.by}, `}
          <RelativeTime at={rebased.at} />
        </p>
      ) : null}
    </div>
  );
}

import { REJECT_REASONS } from "@/components/review/choices";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Decision } from "@/lib/domain/views";

const DID: Record<Decision["verdict"], string> = {
  accept: "accepted",
  reject: "rejected",
  edit: "edited",
  later: "put off",
  clear: "took the decision back",
};

const reasonWords = (code: string | undefined) => REJECT_REASONS.find((r) => r.code === code)?.label ?? code;

/** Who decided what, oldest first. */
export function DecisionHistory({ decisions }: { decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null;
  return (
    <section aria-label="Decisions on this change">
      <h3 className="mb-1 text-13">Decisions</h3>
      <ol className="space-y-1 text-13">
        {decisions.map((d) => (
          <li key={`${d.at}:${d.verdict}:${d.by}`}>
            <span className="font-strong">{d.by}</span> {DID[d.verdict]}
            {d.reason_code ? `: ${reasonWords(d.reason_code)}` : ""}
            {d.batch_rule ? " with its group" : ""}
            {d.via === "api" ? " through the API" : ""}, <RelativeTime at={d.at} className="text-muted" />
            {d.comment ? <blockquote className="mt-0.5 border-l-2 border-line pl-2 text-muted">{d.comment}</blockquote> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

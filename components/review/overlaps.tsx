import Link from "next/link";
import { ProseDiff } from "@/components/diff/prose-diff";
import { textOf } from "@/components/review/optimistic";
import { STATE_WORDS } from "@/components/review/words";
import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Change } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** What other open proposals want this memory to say: a later dream heard something else before anybody decided on this. */
export function Overlaps({ change }: { change: Change }) {
  const others = change.overlapping ?? [];
  if (others.length === 0) return null;
  const taken = others.some((o) => o.state === "accepted" || o.state === "edited");
  return (
    <Alert
      tone="note"
      title={
        others.length === 1
          ? "Another open proposal has other words for this"
          : `${others.length} other open proposals have other words for this`
      }
    >
      {taken ? "Other words were accepted, so these cannot be applied beside them." : "Accepting one of them sets the others aside."}
      <ul className="mt-1 space-y-1">
        {others.map((o) => (
          <li key={o.change_id}>
            <details className="group">
              <summary className="flex items-baseline gap-2 text-13 max-md:py-2">
                <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
                  ▸
                </span>
                <span>
                  {"Dreamed "}
                  <RelativeTime at={o.created_at} />
                  {`, ${STATE_WORDS[o.state].word}: how it differs`}
                </span>
              </summary>
              <div className="space-y-2 py-2 pl-4">
                <ProseDiff before={textOf(change)} after={o.after} />
                <Link href={paths.proposal(o.proposal_id, o.change_id)} className="rounded-sm text-13 underline underline-offset-2">
                  Go to it
                </Link>
              </div>
            </details>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

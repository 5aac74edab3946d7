import Link from "next/link";
import type { ReactNode } from "react";
import { VisibleText } from "@/components/diff/visible-text";
import type { Snippet } from "@/lib/domain/snippet";

export type Hit = { key: string; href: string; title: ReactNode; detail: ReactNode; snippet: Snippet | null };

/** What was found, newest first: where it stands, and its words with the hit marked. */
export function HitList({ hits, label }: { hits: readonly Hit[]; label: string }) {
  return (
    <ol aria-label={label} className="divide-y divide-line border-y border-line">
      {hits.map((h) => (
        <li key={h.key} className="py-2.5">
          <div className="flex flex-wrap items-baseline gap-x-3 text-13 text-muted">
            <Link href={h.href} className="min-w-0 rounded-sm text-14 wrap-anywhere text-ink hover:underline">
              {h.title}
            </Link>
            {h.detail}
          </div>
          {h.snippet ? (
            <p className="mt-1 line-clamp-3 text-14 break-words text-muted">
              <VisibleText text={h.snippet.text} marks={h.snippet.marks} />
            </p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

import Link from "next/link";
import { Button } from "@/components/ui/button";

/** Cursor paging as links, so that a page of a list has an address. */
export function Pager({ next, first, label }: { next?: string; first?: string; label: string }) {
  if (!next && !first) return null;
  return (
    <nav aria-label={label} className="flex gap-2 pt-4">
      {first ? (
        <Button asChild>
          <Link href={first}>Back to the newest</Link>
        </Button>
      ) : null}
      {next ? (
        <Button asChild>
          <Link href={next} rel="next">
            Show older
          </Link>
        </Button>
      ) : null}
    </nav>
  );
}

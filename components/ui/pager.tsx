import Link from "next/link";
import { Button } from "@/components/ui/button";

type Props = {
  next?: string;
  first?: string;
  label: string;
  /** Of a list that does not begin with the newest. */
  words?: { next: string; first: string };
};

const NEWEST_FIRST = { next: "Show older", first: "Back to the newest" };

/** Cursor paging as links, so that a page of a list has an address. */
export function Pager({ next, first, label, words = NEWEST_FIRST }: Props) {
  if (!next && !first) return null;
  return (
    <nav aria-label={label} className="flex gap-2 pt-4">
      {first ? (
        <Button asChild>
          <Link href={first}>{words.first}</Link>
        </Button>
      ) : null}
      {next ? (
        <Button asChild>
          <Link href={next} rel="next">
            {words.next}
          </Link>
        </Button>
      ) : null}
    </nav>
  );
}

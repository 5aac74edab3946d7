import Link from "next/link";

/** From a list to what of it is archived, and back. Nothing while nothing is archived. */
export function ArchiveLink({ href, archived, shown }: { href: string; archived: number; shown: boolean }) {
  if (!shown && archived === 0) return null;
  return (
    <Link href={shown ? href : `${href}?archived=true`} className="rounded-sm underline decoration-edge underline-offset-2 hover:text-ink">
      {shown ? "Those in use" : `${archived.toLocaleString("en")} archived`}
    </Link>
  );
}

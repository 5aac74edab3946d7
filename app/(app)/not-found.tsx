import Link from "next/link";
import { PageColumn } from "@/components/shell/app-shell";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";

export default function NotFoundHere() {
  return (
    <PageColumn>
      <title>Not found · Reveille</title>
      <PageHeader headline="There is nothing at this address" />
      <p className="max-w-[60ch] text-muted">It may have been moved, or it belongs to another workspace. Nothing was changed.</p>
      <div className="mt-5 flex flex-wrap gap-2">
        <Button asChild variant="primary">
          <Link href={paths.inbox()}>Go to the inbox</Link>
        </Button>
        <Button asChild>
          <Link href={paths.stores()}>See the stores</Link>
        </Button>
      </div>
    </PageColumn>
  );
}

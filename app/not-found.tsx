import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { paths } from "@/lib/paths";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main id="main" className="mx-auto max-w-[60ch] px-6 py-16">
      <h1 className="text-24">There is nothing at this address</h1>
      <p className="mt-2 text-muted">It may have been moved, or it belongs to another workspace. Nothing was changed.</p>
      <div className="mt-6">
        <Button asChild variant="primary">
          <Link href={paths.inbox()}>Go to the inbox</Link>
        </Button>
      </div>
    </main>
  );
}

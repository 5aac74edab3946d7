"use client";

import { PageColumn } from "@/components/shell/app-shell";
import { asHeadline, useWhyNotReady } from "@/components/shell/why-not-ready";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";

type Props = { error: Error & { digest?: string }; reset?: () => void; retry?: () => void };

/** A bug inside the frame: what is around the page stays, the page can be drawn again. */
export default function PageErrorHere({ error, retry, reset }: Props) {
  const again = retry ?? reset ?? (() => location.reload());
  const why = useWhyNotReady(again);
  return (
    <PageColumn>
      <PageHeader headline={why ? asHeadline(why) : "This page could not be drawn"} />
      <p className="max-w-[60ch] text-muted">
        {why
          ? "What was saved is kept, and nothing can be read or changed until this is over. The page draws itself again then."
          : "Nothing that you saved is lost. Draw it again; if it stays like this, the server's log has the cause."}
      </p>
      {error.digest && !why ? (
        <p className="mt-2 text-13 text-muted">
          Reference for the log: <code>{error.digest}</code>
        </p>
      ) : null}
      <div className="mt-5 flex flex-wrap gap-2">
        <Button variant="primary" onClick={again}>
          Draw the page again
        </Button>
        <Button onClick={() => location.assign("/")}>Go to the inbox</Button>
      </div>
    </PageColumn>
  );
}

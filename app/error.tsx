"use client";

import { asHeadline, useWhyNotReady } from "@/components/shell/why-not-ready";
import { Button } from "@/components/ui/button";

/** A bug. What was saved is saved; the page can be drawn again. */
export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry?: () => void }) {
  const again = () => (retry ? retry() : location.reload());
  const why = useWhyNotReady(again);
  return (
    <main id="main" className="mx-auto max-w-[60ch] px-6 py-16">
      <h1 className="text-24">{why ? asHeadline(why) : "This page could not be drawn"}</h1>
      <p className="mt-2 text-muted">
        {why
          ? "What was saved is kept, and nothing can be read or changed until this is over. The page draws itself again then."
          : "Nothing that you saved is lost. Draw it again; if it stays like this, the server's log has the cause."}
      </p>
      {error.digest && !why ? (
        <p className="mt-2 text-13 text-muted">
          Reference for the log: <code>{error.digest}</code>
        </p>
      ) : null}
      <div className="mt-6 flex gap-2">
        <Button variant="primary" onClick={again}>
          Draw the page again
        </Button>
        <Button onClick={() => location.assign("/")}>Go to the inbox</Button>
      </div>
    </main>
  );
}

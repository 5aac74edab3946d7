import Link from "next/link";
import type { ReactNode } from "react";
import AppLayout from "@/app/(app)/layout";
import { Mark } from "@/components/shell/mark";
import { currentSession } from "@/lib/auth/context";
import { paths } from "@/lib/paths";

/** Documentation is for everyone: within the shell for those who are signed in, under a plain bar for the others. */
export default async function DocsLayout({ children }: { children: ReactNode }) {
  if (await currentSession()) return <AppLayout>{children}</AppLayout>;
  return (
    <>
      <header className="flex h-(--bar) items-center justify-between border-b border-line px-4 sm:px-8" data-print="hide">
        <span className="flex items-center gap-2 text-14 font-strong">
          <Mark size={22} /> Reveille
        </span>
        <Link href={paths.signIn()} className="rounded-sm py-1.5 text-13 text-muted hover:text-ink hover:underline">
          Sign in
        </Link>
      </header>
      <main id="main" tabIndex={-1} className="outline-none">
        {children}
      </main>
    </>
  );
}

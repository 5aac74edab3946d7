import Link from "next/link";
import type { ReactNode } from "react";

export type Crumb = { label: string; href: string };

export type PageHeaderProps = {
  /** One sentence about now: "12 of 50 changes decided". */
  headline: ReactNode;
  /** Where this stands: links from the outside in. */
  crumbs?: Crumb[];
  /** One quiet line below: facts, not prose. */
  detail?: ReactNode;
  /** The one primary action. */
  action?: ReactNode;
  /** At most three others. */
  more?: ReactNode;
};

export function PageHeader({ headline, crumbs, detail, action, more }: PageHeaderProps) {
  return (
    <header className="pt-6 pb-5 max-md:pt-4">
      {crumbs && crumbs.length > 0 ? (
        <nav aria-label="Where this is" className="mb-1.5">
          <ol className="flex flex-wrap items-center gap-x-1.5 text-13 text-muted">
            {crumbs.map((c) => (
              <li key={c.href} className="flex items-center gap-1.5 after:text-faint after:content-['/'] last:after:content-none">
                <Link href={c.href} className="inline-block rounded-sm py-0.5 hover:text-ink hover:underline">
                  {c.label}
                </Link>
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      {/* Actions stand on the headline's first line, whatever comes below it, so that they are in one place on every page. */}
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 grow basis-[32ch]">
          <h1 className="text-24 tracking-[-0.012em] max-md:text-20">{headline}</h1>
          {detail ? <div className="mt-1.5 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-13 text-muted">{detail}</div> : null}
        </div>
        {action || more ? (
          <div className="flex min-h-8 flex-wrap items-center gap-2" data-print="hide">
            {more}
            {action}
          </div>
        ) : null}
      </div>
    </header>
  );
}

export function PageHeaderSkeleton() {
  return (
    <div className="pt-6 pb-5 max-md:pt-4">
      <h1 className="sr-only">Loading</h1>
      <span className="waiting mb-2 block h-4 w-32 rounded-sm bg-sunken" />
      <span className="waiting block h-7 w-96 max-w-full rounded-sm bg-sunken" />
      <span className="waiting mt-2 block h-4 w-64 max-w-full rounded-sm bg-sunken" />
    </div>
  );
}

/** A section of a page: a heading on a line, no box. */
export function Section({ title, aside, children, id }: { title: ReactNode; aside?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className="pt-6 pb-6" aria-labelledby={id}>
      <div className="mb-2 flex items-baseline justify-between gap-4">
        <h2 id={id} className="text-14">
          {title}
        </h2>
        {aside ? <div className="text-13 text-muted">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

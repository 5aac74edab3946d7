"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Tabs as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";
import { cx } from "@/components/ui/class-names";

const TAB =
  "-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent px-1 text-13 whitespace-nowrap text-muted transition-colors hover:text-ink max-md:h-11";

export type Tab = { value: string; label: ReactNode; content: ReactNode };

/** Tabs inside one page. */
export function Tabs({ label, tabs, defaultValue }: { label: string; tabs: Tab[]; defaultValue?: string }) {
  return (
    <Radix.Root defaultValue={defaultValue ?? tabs[0]?.value}>
      <Radix.List aria-label={label} className="flex gap-5 overflow-x-auto border-b border-line">
        {tabs.map((t) => (
          <Radix.Trigger
            key={t.value}
            value={t.value}
            className={cx(TAB, "data-[state=active]:border-ink data-[state=active]:font-strong data-[state=active]:text-ink")}
          >
            {t.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((t) => (
        <Radix.Content key={t.value} value={t.value} className="pt-4">
          {t.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

export type TabLink = { href: string; label: ReactNode; count?: number; exact?: boolean };

/** Tabs that are pages: links in a navigation landmark, the current one marked. */
export function TabLinks({ label, links }: { label: string; links: TabLink[] }) {
  const pathname = usePathname();
  const row = useRef<HTMLElement>(null);
  // On a phone the row scrolls sideways. Only it is moved: looking the tab up with scrollIntoView would move the page as well.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another current tab
  useEffect(() => {
    const tab = row.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (row.current && tab) row.current.scrollLeft = tab.offsetLeft - row.current.offsetLeft - 24;
  }, [pathname]);
  return (
    <nav ref={row} aria-label={label} className="flex gap-5 overflow-x-auto border-b border-line">
      {links.map((l) => {
        const path = l.href.split("?")[0] ?? l.href;
        const current = l.exact ? pathname === path : pathname === path || pathname.startsWith(`${path}/`);
        return (
          <Link
            key={l.href}
            href={l.href}
            aria-current={current ? "page" : undefined}
            className={cx(TAB, current && "border-ink font-strong text-ink")}
          >
            {l.label}
            {l.count === undefined ? null : <span className="tabular text-12 text-muted">{l.count}</span>}
          </Link>
        );
      })}
    </nav>
  );
}

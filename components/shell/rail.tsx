"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { PaletteButton } from "@/components/palette/palette-button";
import { AccountMenu } from "@/components/shell/account-menu";
import type { AppShellProps } from "@/components/shell/app-shell";
import { Mark } from "@/components/shell/mark";
import { isCurrent, NAV_ITEMS } from "@/components/shell/nav-items";
import { WorkspaceSwitcher } from "@/components/shell/workspace-switcher";
import { cx } from "@/components/ui/class-names";

/** Labels are there for screen readers all along; sighted people see them once the rail is wide. */
const LABEL =
  "opacity-0 transition-opacity group-hover:opacity-100 group-has-focus-visible:opacity-100 group-has-data-[state=open]:opacity-100";

type RailProps = Omit<AppShellProps, "children">;

/** 56 px of icons; hovering or focusing it lays the labels over the page, which does not move. */
export function Rail({ person, workspaces, workspaceId, waiting, onSwitchWorkspace, onSignOut }: RailProps) {
  const pathname = usePathname();
  return (
    <header
      data-print="hide"
      className={cx(
        "group fixed inset-y-0 left-0 z-30 flex w-(--rail) flex-col overflow-hidden border-r border-line bg-ground transition-[width] delay-100 max-md:hidden",
        "hover:w-56 hover:shadow-float has-focus-visible:w-56 has-focus-visible:shadow-float has-data-[state=open]:w-56",
      )}
    >
      <WorkspaceSwitcher workspaces={workspaces} workspaceId={workspaceId} onSwitch={onSwitchWorkspace} mark={<Mark />} />
      <div className="px-2">
        <PaletteButton labelled={LABEL} />
      </div>
      <nav aria-label="Main" className="grow px-2 pt-0.5">
        <ul className="space-y-0.5">
          {NAV_ITEMS.map((item) => {
            const current = isCurrent(item, pathname);
            const badge = item.key === "inbox" && waiting ? waiting : 0;
            return (
              <li key={item.key}>
                <Link
                  href={item.href}
                  aria-current={current ? "page" : undefined}
                  className={cx(
                    "relative flex h-9 items-center gap-3 rounded px-[11px] text-13 whitespace-nowrap text-muted hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2",
                    current && "bg-sunken font-strong text-ink",
                  )}
                >
                  <item.icon size={18} strokeWidth={current ? 2.1 : 1.7} aria-hidden className="shrink-0" />
                  {badge ? (
                    <span
                      aria-hidden
                      className="absolute top-1 left-6 size-2 rounded-full bg-night-rule ring-2 ring-ground group-hover:opacity-0"
                    />
                  ) : null}
                  <span className={LABEL}>{item.label}</span>
                  {badge ? (
                    <span className="tabular ml-auto rounded-sm bg-night-ground px-1.5 text-12 text-night opacity-0 transition-opacity group-hover:opacity-100 group-has-focus-visible:opacity-100">
                      {badge}
                      <span className="sr-only"> waiting</span>
                    </span>
                  ) : null}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <AccountMenu person={person} onSignOut={onSignOut} />
    </header>
  );
}

"use client";

import { Menu, X } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { PaletteIconButton } from "@/components/palette/palette-button";
import { AccountMenu } from "@/components/shell/account-menu";
import type { AppShellProps } from "@/components/shell/app-shell";
import { Mark } from "@/components/shell/mark";
import { isCurrent, NAV_ITEMS } from "@/components/shell/nav-items";
import { WorkspaceSwitcher } from "@/components/shell/workspace-switcher";
import { IconButton } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { paths } from "@/lib/paths";

/** Below 768 px: a bar of 48 px with a drawer. The bottom edge stays free for the review desk's decisions. */
export function MobileBar({ person, workspaces, workspaceId, waiting, onSwitchWorkspace, onSignOut }: Omit<AppShellProps, "children">) {
  const pathname = usePathname();
  const [open, setOpen] = useState(false);
  const here = NAV_ITEMS.find((item) => isCurrent(item, pathname));
  return (
    <header data-print="hide" className="sticky top-0 z-30 flex h-(--bar) items-center gap-2 border-b border-line bg-ground px-2 md:hidden">
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Trigger asChild>
          <IconButton label="Menu" icon={<Menu size={20} aria-hidden />} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Overlay className="appear fixed inset-0 z-40 bg-veil" />
          <Radix.Content
            aria-describedby={undefined}
            className="appear fixed inset-y-0 left-0 z-50 flex w-72 flex-col bg-surface shadow-float outline-none"
          >
            <div className="flex h-(--bar) items-center justify-between pr-2 pl-4">
              <Radix.Title className="flex items-center gap-2 text-14 font-strong">
                <Mark size={22} /> Reveille
              </Radix.Title>
              <Radix.Close asChild>
                <IconButton label="Close the menu" icon={<X size={18} aria-hidden />} />
              </Radix.Close>
            </div>
            <WorkspaceSwitcher workspaces={workspaces} workspaceId={workspaceId} onSwitch={onSwitchWorkspace} />
            <nav aria-label="Main" className="grow px-2 pt-2">
              <ul>
                {NAV_ITEMS.map((item) => (
                  <li key={item.key}>
                    <Link
                      href={item.href}
                      onClick={() => setOpen(false)}
                      aria-current={isCurrent(item, pathname) ? "page" : undefined}
                      className={cx(
                        "flex h-11 items-center gap-3 rounded px-3 text-14 hover:bg-sunken",
                        isCurrent(item, pathname) && "bg-sunken font-strong",
                      )}
                    >
                      <item.icon size={18} aria-hidden />
                      {item.label}
                      {item.key === "inbox" && waiting ? (
                        <span className="tabular ml-auto text-13 text-night">{waiting} waiting</span>
                      ) : null}
                    </Link>
                  </li>
                ))}
              </ul>
            </nav>
            <AccountMenu person={person} onSignOut={onSignOut} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      <Link href={paths.inbox()} className="flex items-center gap-2 rounded-sm text-14 font-strong">
        <Mark size={20} />
        Reveille
      </Link>
      {here ? <span className="truncate text-13 text-muted">{here.label}</span> : null}
      <PaletteIconButton className="ml-auto" />
    </header>
  );
}

"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { AccountMenu } from "@/components/shell/account-menu";
import type { AppShellProps } from "@/components/shell/app-shell";
import { Mark } from "@/components/shell/mark";
import { isCurrent, NAV_ITEMS } from "@/components/shell/nav-items";
import { WorkspaceSwitcher } from "@/components/shell/workspace-switcher";
import { IconButton } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { keepOpenForToasts } from "@/components/ui/toast";
import { useFocusReturn } from "@/components/ui/use-focus-return";

export type MobileDrawerProps = Omit<AppShellProps, "children"> & { open: boolean; onOpenChange: (open: boolean) => void };

/** The rail of a window below 768 px, over the page. */
export function MobileDrawer({ open, onOpenChange, person, workspaces, workspaceId, waiting, ...does }: MobileDrawerProps) {
  const pathname = usePathname();
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...focusReturn}
          onInteractOutside={keepOpenForToasts}
          aria-describedby={undefined}
          className="appear fixed inset-y-0 left-0 z-50 flex w-72 flex-col bg-surface shadow-float outline-none forced-colors:border-r"
        >
          <div className="flex h-(--bar) items-center justify-between pr-2 pl-4">
            <Radix.Title className="flex items-center gap-2 text-14 font-strong">
              <Mark size={22} /> Reveille
            </Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close the menu" icon={<X size={18} aria-hidden />} />
            </Radix.Close>
          </div>
          <WorkspaceSwitcher workspaces={workspaces} workspaceId={workspaceId} onSwitch={does.onSwitchWorkspace} />
          <nav aria-label="Main" className="grow px-2 pt-2">
            <ul>
              {NAV_ITEMS.map((item) => (
                <li key={item.key}>
                  <Link
                    href={item.href}
                    onClick={() => onOpenChange(false)}
                    aria-current={isCurrent(item, pathname) ? "page" : undefined}
                    className={cx(
                      "flex h-11 items-center gap-3 rounded px-3 text-14 hover:bg-sunken",
                      isCurrent(item, pathname) && "bg-sunken font-strong",
                    )}
                  >
                    <item.icon size={18} aria-hidden />
                    {item.label}
                    {item.key === "inbox" && waiting ? <span className="tabular ml-auto text-13 text-night">{waiting} waiting</span> : null}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <AccountMenu person={person} onSignOut={does.onSignOut} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

"use client";

import { Menu } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { PaletteIconButton } from "@/components/palette/palette-button";
import type { AppShellProps } from "@/components/shell/app-shell";
import { Mark } from "@/components/shell/mark";
import { isCurrent, NAV_ITEMS } from "@/components/shell/nav-items";
import { IconButton } from "@/components/ui/button";
import { patiently } from "@/components/ui/patiently";
import { paths } from "@/lib/paths";

const loadDrawer = () => import("@/components/shell/mobile-drawer").then((m) => m.MobileDrawer);
const MobileDrawer = dynamic(() => patiently(loadDrawer), { ssr: false });

/** Below 768 px: a bar of 48 px with a drawer. The bottom edge stays free for the review desk's decisions. */
export function MobileBar(shell: Omit<AppShellProps, "children">) {
  const pathname = usePathname();
  const [open, setOpen] = useState(false);
  // Once it was open it stays, so that it can close as it opened.
  const [asked, setAsked] = useState(false);
  const here = NAV_ITEMS.find((item) => isCurrent(item, pathname));
  return (
    <header data-print="hide" className="sticky top-0 z-30 flex h-(--bar) items-center gap-2 border-b border-line bg-ground px-2 md:hidden">
      <IconButton
        label="Menu"
        icon={<Menu size={20} aria-hidden />}
        aria-haspopup="dialog"
        aria-expanded={open}
        // The press that opens it comes a moment later.
        onPointerDown={() => void loadDrawer()}
        onClick={() => {
          setAsked(true);
          setOpen(true);
        }}
      />
      {asked ? <MobileDrawer {...shell} open={open} onOpenChange={setOpen} /> : null}
      <Link href={paths.inbox()} className="flex items-center gap-2 rounded-sm text-14 font-strong">
        <Mark size={20} />
        Reveille
      </Link>
      {here ? <span className="truncate text-13 text-muted">{here.label}</span> : null}
      <PaletteIconButton className="ml-auto" />
    </header>
  );
}

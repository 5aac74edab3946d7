import { Bot, Inbox, Library, type LucideIcon, ScrollText, Search, Settings } from "lucide-react";
import { paths } from "@/lib/paths";

export type NavItem = {
  key: "inbox" | "stores" | "agents" | "search" | "audit" | "settings";
  label: string;
  href: string;
  icon: LucideIcon;
  /** Paths below which it is the current one. */
  covers: string[];
};

export const NAV_ITEMS: readonly NavItem[] = [
  { key: "inbox", label: "Inbox", href: paths.inbox(), icon: Inbox, covers: ["/proposals"] },
  { key: "stores", label: "Stores", href: paths.stores(), icon: Library, covers: ["/stores", "/dreams"] },
  { key: "agents", label: "Agents", href: paths.agents(), icon: Bot, covers: ["/agents", "/transcripts"] },
  { key: "search", label: "Search", href: paths.search(), icon: Search, covers: ["/search"] },
  { key: "audit", label: "Audit", href: paths.audit(), icon: ScrollText, covers: ["/audit"] },
  { key: "settings", label: "Settings", href: paths.settings(), icon: Settings, covers: ["/settings"] },
];

export function isCurrent(item: NavItem, pathname: string): boolean {
  return pathname === item.href || item.covers.some((c) => pathname === c || pathname.startsWith(`${c}/`));
}

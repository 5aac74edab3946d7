import { BookText, Keyboard, KeyRound, type LucideIcon, ScrollText, Sparkles, Users } from "lucide-react";
import { NAV_ITEMS } from "@/components/shell/nav-items";
import { paths } from "@/lib/paths";

/** Every page that stands for itself. */
export const PAGES: readonly { label: string; href: string; icon: LucideIcon }[] = [
  ...NAV_ITEMS.map(({ label, href, icon }) => ({ label, href, icon })),
  { label: "Sessions", href: paths.transcripts(), icon: ScrollText },
  { label: "People", href: paths.people(), icon: Users },
  { label: "API keys", href: paths.keys(), icon: KeyRound },
  { label: "Claude", href: paths.claude(), icon: Sparkles },
  { label: "Keyboard", href: paths.keyboard(), icon: Keyboard },
  { label: "API reference", href: paths.apiDocs(), icon: BookText },
];

export const THEMES = [
  { value: "system", label: "Theme: as the system" },
  { value: "light", label: "Theme: light" },
  { value: "dark", label: "Theme: dark" },
] as const;

"use client";

import { BookText, LogOut } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import type { ShellPerson } from "@/components/shell/app-shell";
import { DropdownMenu } from "@/components/ui/dropdown-menu";
import { MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu-items";
import { paths } from "@/lib/paths";

type Props = { person: ShellPerson; onSignOut: () => Promise<void> };

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((w) => [...w][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();

export function AccountMenu({ person, onSignOut }: Props) {
  const { theme, setTheme } = useTheme();
  return (
    <DropdownMenu
      side="top"
      trigger={
        <button
          type="button"
          className="flex h-14 w-full shrink-0 items-center gap-3 px-3 text-left hover:bg-sunken focus-visible:-outline-offset-2"
        >
          <span aria-hidden className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-pressed text-12 font-strong">
            {initials(person.name)}
          </span>
          <span className="min-w-0">
            <span className="sr-only">Account: </span>
            <span className="block truncate text-13 font-strong">{person.name}</span>
            <span className="block truncate text-12 text-muted">{person.role}</span>
          </span>
        </button>
      }
    >
      <MenuLabel>{person.email}</MenuLabel>
      <MenuChoice
        label="Theme"
        value={theme ?? "system"}
        onChange={setTheme}
        options={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
      <MenuSeparator />
      <MenuItem asChild>
        <Link href={paths.apiDocs()}>
          <BookText size={16} aria-hidden />
          API reference
        </Link>
      </MenuItem>
      <MenuItem icon={<LogOut size={16} aria-hidden />} onSelect={() => void onSignOut()}>
        Sign out
      </MenuItem>
    </DropdownMenu>
  );
}

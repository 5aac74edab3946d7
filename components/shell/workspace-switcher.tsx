"use client";

import { ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import type { ShellWorkspace } from "@/components/shell/app-shell";
import { DropdownMenu, MenuChoice } from "@/components/ui/dropdown-menu";

type Props = { workspaces: ShellWorkspace[]; workspaceId: string; onSwitch: (id: string) => Promise<void>; mark?: ReactNode };

export function WorkspaceSwitcher({ workspaces, workspaceId, onSwitch, mark }: Props) {
  const current = workspaces.find((w) => w.id === workspaceId);
  return (
    <DropdownMenu
      trigger={
        <button
          type="button"
          className="flex h-14 w-full shrink-0 items-center gap-3 px-4 text-left hover:bg-sunken focus-visible:-outline-offset-2"
          aria-label={`Workspace: ${current?.name ?? "none"}. Switch`}
        >
          {mark}
          <span className="min-w-0 grow truncate text-13 font-strong">{current?.name ?? "Reveille"}</span>
          <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-muted" />
        </button>
      }
    >
      <MenuChoice
        label="Workspace"
        value={workspaceId}
        onChange={(id) => void onSwitch(id)}
        options={workspaces.map((w) => ({ value: w.id, label: w.name }))}
      />
    </DropdownMenu>
  );
}

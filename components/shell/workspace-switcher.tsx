"use client";

import { ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import type { ShellWorkspace } from "@/components/shell/app-shell";
import { cx } from "@/components/ui/class-names";
import { DropdownMenu } from "@/components/ui/dropdown-menu";
import { MenuChoice } from "@/components/ui/menu-items";

/** In the rail the words show once it is wide. */
const RAIL_LABEL =
  "opacity-0 transition-opacity group-hover:opacity-100 group-has-focus-visible:opacity-100 group-has-data-[state=open]:opacity-100";

type Props = { workspaces: ShellWorkspace[]; workspaceId: string; onSwitch: (id: string) => Promise<void>; mark?: ReactNode };

export function WorkspaceSwitcher({ workspaces, workspaceId, onSwitch, mark }: Props) {
  const current = workspaces.find((w) => w.id === workspaceId);
  return (
    <DropdownMenu
      trigger={
        <button
          type="button"
          className="flex h-14 w-full shrink-0 items-center gap-3 px-4 text-left hover:bg-sunken focus-visible:-outline-offset-2"
        >
          {mark}
          <span className="sr-only">Workspace: </span>
          <span className={cx("min-w-0 grow truncate text-13 font-strong", mark && RAIL_LABEL)}>{current?.name ?? "Reveille"}</span>
          <ChevronsUpDown size={14} aria-hidden className={cx("shrink-0 text-muted", mark && RAIL_LABEL)} />
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

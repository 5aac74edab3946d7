"use client";

import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { ChangeRoleDialog } from "@/app/(app)/settings/people/change-role-dialog";
import { ResetLinkDialog } from "@/app/(app)/settings/people/reset-link-dialog";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu } from "@/components/ui/dropdown-menu";
import { MenuItem } from "@/components/ui/menu-items";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Column, Table } from "@/components/ui/table";
import { disablePersonAction } from "@/lib/actions/people";
import type { PersonView } from "@/lib/domain/people";

type Asked = { person: PersonView; what: "role" | "disable" | "enable" | "link" };

export function PeopleTable({ people, manages }: { people: PersonView[]; manages: boolean }) {
  const [asked, setAsked] = useState<Asked>();
  const close = (open: boolean) => open || setAsked(undefined);
  const columns: Column<PersonView>[] = [
    { key: "name", header: "Name", cell: (person) => <Who person={person} /> },
    { key: "role", header: "Role", cell: (person) => person.role },
    { key: "joined", header: "Joined", hideBelow: "sm", cell: (person) => <RelativeTime at={person.joined_at} /> },
  ];
  const actions: Column<PersonView> = {
    key: "act",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    cell: (person) => <Actions person={person} onAsk={(what) => setAsked({ person, what })} />,
  };
  const person = asked?.person;
  return (
    <>
      <Table
        caption="People of this workspace"
        rows={people}
        rowKey={(row) => row.id}
        columns={manages ? [...columns, actions] : columns}
      />
      {person && asked.what === "role" ? <ChangeRoleDialog person={person} onOpenChange={close} /> : null}
      {person && asked.what === "link" ? <ResetLinkDialog person={person} onOpenChange={close} /> : null}
      {person && (asked.what === "disable" || asked.what === "enable") ? (
        <DisableDialog person={person} disabled={asked.what === "disable"} onOpenChange={close} />
      ) : null}
    </>
  );
}

function Who({ person }: { person: PersonView }) {
  return (
    <div className="min-w-0 py-0.5">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-strong">{person.name}</span>
        {person.self ? <Badge>you</Badge> : null}
        {person.disabled_at ? <Badge tone="removed">disabled</Badge> : null}
      </p>
      <p className="text-12 break-all text-muted">{person.email}</p>
    </div>
  );
}

function Actions({ person, onAsk }: { person: PersonView; onAsk: (what: Asked["what"]) => void }) {
  return (
    <DropdownMenu
      align="end"
      trigger={<IconButton label={`What to do about ${person.name}`} icon={<MoreHorizontal size={16} aria-hidden />} />}
    >
      <MenuItem onSelect={() => onAsk("role")}>Change the role</MenuItem>
      {person.disabled_at ? null : <MenuItem onSelect={() => onAsk("link")}>Make a link for a new password</MenuItem>}
      {person.disabled_at ? (
        <MenuItem onSelect={() => onAsk("enable")}>Enable</MenuItem>
      ) : (
        <MenuItem danger onSelect={() => onAsk("disable")}>
          Disable
        </MenuItem>
      )}
    </DropdownMenu>
  );
}

type DisableProps = { person: PersonView; disabled: boolean; onOpenChange: (open: boolean) => void };

function DisableDialog({ person, disabled, onOpenChange }: DisableProps) {
  const run = async () => {
    const result = await disablePersonAction({ personId: person.id, disabled });
    return result.ok ? undefined : result.message;
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title={`${disabled ? "Disable" : "Enable"} ${person.name}?`}
      consequence={
        disabled
          ? "They are signed out at once and cannot sign in, and the keys they made stop working. What they decided stays."
          : "They can sign in again with the password they had, and the keys they made work again."
      }
      confirm={`${disabled ? "Disable" : "Enable"} ${person.name}`}
      tone={disabled ? "danger" : "primary"}
      onConfirm={run}
    />
  );
}

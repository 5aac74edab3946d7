"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { revokeKeyAction } from "@/lib/actions/keys";
import type { KeyView } from "@/lib/domain/people";
import { SCOPES } from "@/lib/domain/permission";

const scopesOf = (key: KeyView) =>
  key.scopes.includes("admin") || key.scopes.length === SCOPES.length ? "everything" : key.scopes.join(", ");

export function KeyTable({ keys }: { keys: KeyView[] }) {
  const [revoking, setRevoking] = useState<KeyView>();
  const revoke = async () => {
    const result = await revokeKeyAction({ keyId: revoking?.id });
    return result.ok ? undefined : result.message;
  };
  return (
    <>
      <Table
        caption="Keys of this workspace"
        rows={keys}
        rowKey={(row) => row.id}
        columns={[
          { key: "name", header: "Key", cell: (row) => <Name row={row} /> },
          { key: "may", header: "May", hideBelow: "md", className: "max-w-72", cell: (row) => scopesOf(row) },
          {
            key: "used",
            header: "Last used",
            cell: (row) => (row.last_used_at ? <RelativeTime at={row.last_used_at} /> : <span className="text-muted">never</span>),
          },
          { key: "made", header: "Made", hideBelow: "sm", cell: (row) => <Made row={row} /> },
          {
            key: "act",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            cell: (row) =>
              row.state === "active" ? (
                <Button size="sm" variant="quiet" onClick={() => setRevoking(row)} aria-label={`Revoke ${row.name}`}>
                  Revoke
                </Button>
              ) : (
                <Badge tone={row.state === "revoked" ? "removed" : "plain"}>{row.state}</Badge>
              ),
          },
        ]}
      />
      <ConfirmDialog
        open={revoking !== undefined}
        onOpenChange={(open) => open || setRevoking(undefined)}
        title={`Revoke ${revoking?.name ?? "this key"}?`}
        consequence="Whatever uses it is refused from its next request on. A revoked key never works again."
        confirm="Revoke the key"
        tone="danger"
        onConfirm={revoke}
      />
    </>
  );
}

function Name({ row }: { row: KeyView }) {
  return (
    <div className="min-w-0 py-0.5">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-strong break-words">{row.name}</span>
        {row.agent ? <Badge>{`agent ${row.agent.name}`}</Badge> : null}
      </p>
      <p className="font-mono text-12 text-muted">{row.prefix}…</p>
      <p className="text-12 text-muted md:hidden">{scopesOf(row)}</p>
    </div>
  );
}

function Made({ row }: { row: KeyView }) {
  return (
    <>
      <RelativeTime at={row.created_at} />
      <p className="text-12 text-muted">
        {row.made_by ? `by ${row.made_by}` : "at the first start"}
        {row.expires_at && row.state === "active" ? (
          <>
            , ends <RelativeTime at={row.expires_at} />
          </>
        ) : null}
      </p>
    </>
  );
}

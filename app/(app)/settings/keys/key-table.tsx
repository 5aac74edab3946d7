"use client";

import { useState } from "react";
import { RotateKeyDialog } from "@/app/(app)/settings/keys/rotate-key-dialog";
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
  const [rotating, setRotating] = useState<KeyView>();
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
            cell: (row) => <Used row={row} />,
          },
          { key: "made", header: "Made", hideBelow: "md", cell: (row) => <Made row={row} /> },
          { key: "ends", header: "Ends", hideBelow: "sm", cell: (row) => <Ends row={row} /> },
          {
            key: "act",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            cell: (row) =>
              row.state === "active" ? (
                <span className="inline-flex flex-wrap justify-end gap-1">
                  <Button size="sm" variant="quiet" onClick={() => setRotating(row)} aria-label={`New secret for ${row.name}`}>
                    New secret
                  </Button>
                  <Button size="sm" variant="quiet" onClick={() => setRevoking(row)} aria-label={`Revoke ${row.name}`}>
                    Revoke
                  </Button>
                </span>
              ) : (
                <Badge tone={row.state === "revoked" ? "removed" : "plain"}>{row.state}</Badge>
              ),
          },
        ]}
      />
      {rotating ? <RotateKeyDialog key={rotating.id} row={rotating} onClose={() => setRotating(undefined)} /> : null}
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
        {row.rotated_at ? (
          <>
            , new secret <RelativeTime at={row.rotated_at} />
          </>
        ) : null}
      </p>
    </>
  );
}

/** When the key ends, and when a replaced secret of it does. */
function Ends({ row }: { row: KeyView }) {
  const end = row.revoked_at ?? row.expires_at;
  return (
    <>
      {end ? <RelativeTime at={end} /> : <span className="text-muted">when revoked</span>}
      {row.previous && row.state === "active" ? (
        <p className="text-12 text-muted">
          old secret <RelativeTime at={row.previous.until} />
        </p>
      ) : null}
    </>
  );
}

function Used({ row }: { row: KeyView }) {
  return (
    <>
      {row.last_used_at ? <RelativeTime at={row.last_used_at} /> : <span className="text-muted">never</span>}
      {row.previous?.used_at && row.state === "active" ? (
        <p className="text-12 text-muted">
          old secret <RelativeTime at={row.previous.used_at} />
        </p>
      ) : null}
    </>
  );
}

"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { endInviteAction } from "@/lib/actions/people";
import type { InviteView } from "@/lib/domain/people";

export function InviteList({ invites }: { invites: InviteView[] }) {
  const [ending, setEnding] = useState<InviteView>();
  const end = async () => {
    const result = await endInviteAction({ linkId: ending?.id });
    return result.ok ? undefined : result.message;
  };
  return (
    <>
      <Table
        caption="Invitations that nobody has used"
        rows={invites}
        rowKey={(row) => row.id}
        columns={[
          { key: "for", header: "For", cell: (row) => <span className="wrap-anywhere">{row.email ?? "whoever has the link"}</span> },
          { key: "role", header: "Role", cell: (row) => row.role },
          { key: "made", header: "Made", hideBelow: "sm", cell: (row) => <RelativeTime at={row.created_at} /> },
          { key: "ends", header: "Ends", cell: (row) => <RelativeTime at={row.expires_at} /> },
          {
            key: "act",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            cell: (row) => (
              <Button size="sm" variant="quiet" onClick={() => setEnding(row)}>
                End it
              </Button>
            ),
          },
        ]}
      />
      <ConfirmDialog
        open={ending !== undefined}
        onOpenChange={(open) => open || setEnding(undefined)}
        title="End this invitation?"
        consequence="Its link stops working. You can invite the person again."
        confirm="End the invitation"
        tone="danger"
        onConfirm={end}
      />
    </>
  );
}

import type { Metadata } from "next";
import { CreateKeyButton } from "@/app/(app)/settings/keys/create-key-button";
import { KeyTable } from "@/app/(app)/settings/keys/key-table";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { listAgentChoices, listKeys } from "@/lib/queries/keys";

export const metadata: Metadata = { title: "Keys" };

export default async function KeysPage() {
  const ctx = await requirePageContext();
  if (refusal(ctx.grant, "keys.manage")) {
    return (
      <>
        <PageHeader headline="Keys are for admins" />
        <EmptyState title="You cannot see this workspace's keys">
          An admin makes keys for agents and programs, and gives them to whoever needs one.
        </EmptyState>
      </>
    );
  }
  const [keys, agents] = await Promise.all([listKeys(ctx), listAgentChoices(ctx)]);
  const active = keys.filter((key) => key.state === "active").length;
  return (
    <>
      <PageHeader headline={`${count(active, "key")} can reach this workspace`} action={<CreateKeyButton agents={agents} />} />
      {keys.length > 0 ? (
        <KeyTable keys={keys} />
      ) : (
        <EmptyState title="No keys yet">
          With a key an agent loads its memory and sends in its sessions, and a program uses the API.
        </EmptyState>
      )}
    </>
  );
}

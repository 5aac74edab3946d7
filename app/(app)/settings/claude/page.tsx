import type { Metadata } from "next";
import { CapForm } from "@/app/(app)/settings/claude/cap-form";
import { KeyForm } from "@/app/(app)/settings/claude/key-form";
import { PriceTable } from "@/app/(app)/settings/claude/price-table";
import { ProbeReport } from "@/app/(app)/settings/claude/probe-report";
import { Alert } from "@/components/ui/alert";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Section } from "@/components/ui/page-header";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import type { ClaudeConnectionView } from "@/lib/domain/views";
import { priceListOrProblem } from "@/lib/dreaming/claude/prices";
import { getClaudeConnection } from "@/lib/queries/claude";

export const metadata: Metadata = { title: "Claude" };

/** Is the engine connected, what may it cost, and what does it send? */
export default async function ClaudePage() {
  const ctx = await requirePageContext();
  if (refusal(ctx.grant, "claude.manage")) {
    return (
      <>
        <PageHeader headline="The connection to Claude is for admins" />
        <EmptyState title="You cannot see how this workspace reaches Claude">
          An admin enters a key here. Which engine a store dreams with stands on the store's policy page.
        </EmptyState>
      </>
    );
  }
  const connection = await getClaudeConnection(ctx.scope);
  const prices = priceListOrProblem();
  return (
    <>
      <PageHeader headline={headline(connection)} />
      <div className="divide-y divide-line">
        <Section title="Key" id="key">
          <KeyForm connection={connection} />
        </Section>
        {connection.source ? (
          <Section title="What this key can do" id="probe">
            <ProbeReport probe={connection.probe} probedAt={connection.probed_at} />
          </Section>
        ) : null}
        <Section title="Cost" id="cost">
          <CapForm connection={connection} />
        </Section>
        <Section title="What is sent" id="sent">
          <p className="max-w-[70ch] text-13">
            {`A dream with Claude sends the sessions that it reads, with secrets masked, and of the memories only those that its findings concern, to ${connection.base_url ?? "Anthropic's API"}. A store that dreams with the local engine sends nothing.`}
          </p>
        </Section>
        <Section title="Prices" id="prices">
          {"problem" in prices ? (
            <Alert tone="problem" title="The prices cannot be read, so no dream with Claude starts">
              {prices.problem}
            </Alert>
          ) : (
            <PriceTable prices={prices} />
          )}
        </Section>
      </div>
    </>
  );
}

function headline({ source, key_hint }: ClaudeConnectionView): string {
  switch (source) {
    case "stored":
      return `Dreams can use Claude, with the key that ends in ${key_hint ?? "?"}`;
    case "environment":
      return "Dreams can use Claude, with the key of this server's environment";
    case null:
      return "Claude is not connected";
    default:
      return source satisfies never;
  }
}

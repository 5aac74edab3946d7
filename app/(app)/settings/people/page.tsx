import type { Metadata } from "next";
import { InviteButton } from "@/app/(app)/settings/people/invite-button";
import { InviteList } from "@/app/(app)/settings/people/invite-list";
import { PeopleTable } from "@/app/(app)/settings/people/people-table";
import { PageHeader, Section } from "@/components/ui/page-header";
import { requirePageSession } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { listInvites, listPeople } from "@/lib/queries/people";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage() {
  const { ctx, workspace } = await requirePageSession();
  const manages = refusal(ctx.grant, "people.manage") === null;
  const [people, invites] = await Promise.all([listPeople(ctx), manages ? listInvites(ctx) : []]);
  const active = people.filter((p) => p.disabled_at === null);
  const deciders = active.filter((p) => p.role === "reviewer" || p.role === "admin").length;
  return (
    <>
      <PageHeader
        headline={
          active.length === 1
            ? `You are alone in ${workspace.workspaceName}`
            : `${active.length} people in ${workspace.workspaceName}, ${deciders} of whom may decide`
        }
        detail={manages ? undefined : "Only an admin invites people and changes roles."}
        action={manages ? <InviteButton /> : undefined}
      />
      <PeopleTable people={people} manages={manages} />
      {invites.length > 0 ? (
        <Section title="Invitations that nobody has used" id="invitations">
          <InviteList invites={invites} />
        </Section>
      ) : null}
    </>
  );
}

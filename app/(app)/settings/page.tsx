import type { Metadata } from "next";
import { DeleteWorkspace } from "@/app/(app)/settings/delete-workspace";
import { NameForm } from "@/app/(app)/settings/name-form";
import { PasswordForm } from "@/app/(app)/settings/password-form";
import { ThemeChoice } from "@/app/(app)/settings/theme-choice";
import { WorkspaceForm } from "@/app/(app)/settings/workspace-form";
import { Badge } from "@/components/ui/badge";
import { PageHeader, Section } from "@/components/ui/page-header";
import { requirePageSession } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { countContents } from "@/lib/queries/workspaces";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const { ctx, person, workspace } = await requirePageSession();
  const manages = refusal(ctx.grant, "people.manage") === null;
  // The last workspace of a person, and the last that is not the sample, is not to be deleted.
  const others = person.memberships.filter((m) => m.workspaceId !== workspace.workspaceId);
  const contents = manages && others.length > 0 ? await countContents(ctx) : null;
  return (
    <>
      <PageHeader headline={`You are signed in as ${person.name}`} detail={<span className="break-all">{person.email}</span>} />
      <div className="max-w-[560px] divide-y divide-line">
        <Section title="Name" id="name">
          <NameForm name={person.name} />
        </Section>
        <Section title="Password" id="password">
          <PasswordForm email={person.email} />
        </Section>
        <Section title="Theme" id="theme">
          <ThemeChoice />
        </Section>
        <Section title="Workspaces" id="workspaces">
          <ul className="divide-y divide-line text-13">
            {person.memberships.map((m) => (
              <li key={m.workspaceId} className="flex min-h-9 items-center justify-between gap-3 py-1.5">
                <span className="min-w-0 truncate">
                  {m.workspaceName} {m.workspaceId === workspace.workspaceId ? <Badge>open now</Badge> : null}
                </span>
                <span className="shrink-0 text-muted">{m.role}</span>
              </li>
            ))}
          </ul>
          {manages ? <WorkspaceForm /> : null}
        </Section>
        {contents ? (
          <Section title={`Delete ${workspace.workspaceName}`} id="delete">
            <DeleteWorkspace name={workspace.workspaceName} contents={contents} sample={workspace.sample} />
          </Section>
        ) : null}
      </div>
    </>
  );
}

import type { ReactNode } from "react";
import { KeyChoiceProvider } from "@/components/review/key-choice";
import { SendWaiting } from "@/components/review/outbox/send-waiting";
import { AppShell } from "@/components/shell/app-shell";
import { changeKeysAction, readKeysAction, signOutAction, switchWorkspaceAction } from "@/lib/actions/auth";
import { decideAction } from "@/lib/actions/proposals";
import { requirePageSession } from "@/lib/auth/context";
import { countOpenProposals } from "@/lib/queries/proposals";

const KEYS = { change: changeKeysAction, read: readKeysAction };

export default async function AppLayout({ children }: { children: ReactNode }) {
  const { ctx, person, workspace } = await requirePageSession();
  return (
    <KeyChoiceProvider initial={person.keys} store={KEYS}>
      <AppShell
        person={{ name: person.name, email: person.email, role: workspace.role }}
        workspaces={person.memberships.map((m) => ({ id: m.workspaceId, name: m.workspaceName }))}
        workspaceId={workspace.workspaceId}
        waiting={await countOpenProposals(ctx.scope)}
        onSwitchWorkspace={switchWorkspaceAction}
        onSignOut={signOutAction}
      >
        <SendWaiting me={{ workspaceId: workspace.workspaceId, personId: person.id }} decide={decideAction} />
        {children}
      </AppShell>
    </KeyChoiceProvider>
  );
}

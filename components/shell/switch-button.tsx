import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { switchWorkspaceAction } from "@/lib/actions/auth";

/** Opens another workspace of the person's. */
export function SwitchButton({ workspaceId, children }: { workspaceId: string; children: ReactNode }) {
  return (
    <form action={switchWorkspaceAction.bind(null, workspaceId)}>
      <Button type="submit">{children}</Button>
    </form>
  );
}

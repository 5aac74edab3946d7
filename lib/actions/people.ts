"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import { WORKSPACE_COOKIE } from "@/lib/auth/session";
import { isSecure } from "@/lib/auth/session-token";
import { paths } from "@/lib/paths";
import { idOf } from "@/lib/schemas/common";
import { changeRoleInput, createInviteInput, createWorkspaceInput, disablePersonInput, dropWorkspaceInput } from "@/lib/schemas/person";
import { changeRole } from "@/lib/services/change-role";
import { createInvite, endInvite } from "@/lib/services/create-invite";
import { createResetLink } from "@/lib/services/create-reset-link";
import { createWorkspace } from "@/lib/services/create-workspace";
import { disablePerson } from "@/lib/services/disable-person";
import { dropWorkspace } from "@/lib/services/drop-workspace";

/** A link, to be shown once. */
export type ShownLink = { url: string; expires_at: string };

/** An invitation: `{role, email?}`. */
export async function createInviteAction(input: unknown): Promise<ActionResult<ShownLink>> {
  return act("invite.create", createInviteInput, input, async (ctx, checked) => {
    const link = await createInvite(ctx, checked);
    revalidatePath(paths.people());
    return { url: link.url, expires_at: link.expiresAt.toISOString() };
  });
}

/** Ends an invitation: `{linkId}`. */
export async function endInviteAction(input: unknown): Promise<ActionResult> {
  return act("invite.end", z.object({ linkId: idOf("link") }), input, async (ctx, checked) => {
    await endInvite(ctx, checked);
    revalidatePath(paths.people());
    return undefined;
  });
}

/** A link with which a person chooses a new password: `{personId}`. */
export async function createResetLinkAction(input: unknown): Promise<ActionResult<ShownLink>> {
  return act("link.create", z.object({ personId: idOf("person") }), input, async (ctx, checked) => {
    const link = await createResetLink(ctx, checked);
    return { url: link.url, expires_at: link.expiresAt.toISOString() };
  });
}

/** `{personId, role}`. */
export async function changeRoleAction(input: unknown): Promise<ActionResult> {
  return act("person.role", changeRoleInput, input, async (ctx, checked) => {
    await changeRole(ctx, checked);
    revalidatePath(paths.people());
    return undefined;
  });
}

/** `{personId, disabled}`. */
export async function disablePersonAction(input: unknown): Promise<ActionResult> {
  return act("person.disable", disablePersonInput, input, async (ctx, checked) => {
    await disablePerson(ctx, checked);
    revalidatePath(paths.people());
    return undefined;
  });
}

/** Makes a workspace, `{name}`, and looks at it. */
export async function createWorkspaceAction(input: unknown): Promise<ActionResult> {
  return act("workspace.create", createWorkspaceInput, input, async (ctx, checked) => {
    const { workspaceId } = await createWorkspace(ctx, checked);
    await lookAt(workspaceId);
    redirect(paths.inbox());
  });
}

/** Deletes the workspace that is open, `{name}` as the person typed it, and goes on in another. */
export async function dropWorkspaceAction(input: unknown): Promise<ActionResult> {
  return act("workspace.drop", dropWorkspaceInput, input, async (ctx, checked) => {
    const { openId } = await dropWorkspace(ctx, checked);
    await lookAt(openId);
    revalidatePath("/", "layout");
    redirect(paths.inbox());
  });
}

async function lookAt(workspaceId: string): Promise<void> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure(), maxAge: 365 * 24 * 3600 } as const;
  (await cookies()).set(WORKSPACE_COOKIE, workspaceId, options);
}

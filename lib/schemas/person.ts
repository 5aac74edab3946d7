import { z } from "zod";
import { COMMANDS } from "@/lib/domain/keys";
import { ROLES, type Role } from "@/lib/domain/permission";
import { email, idOf, newPassword } from "@/lib/schemas/common";
import { line } from "@/lib/schemas/text";

export const personName = line(100);

export const signInInput = z.object({ email: z.string().trim().toLowerCase().max(254), password: z.string().max(200) });
export type SignInInput = z.infer<typeof signInInput>;

/** A link's token is 32 random bytes, base64url. */
export const linkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "is not a link's token");

export const acceptLinkInput = z.object({
  token: linkToken,
  /** Left out by a `reset` link, and by an invitation that a person who is already known accepts. */
  name: personName.optional(),
  email: email.optional(),
  password: newPassword,
});
export type AcceptLinkInput = z.infer<typeof acceptLinkInput>;

export const createInviteInput = z.object({
  role: z.enum(ROLES),
  /** Only this person may use the link; left out: whoever has it. */
  email: z
    .union([z.literal(""), email])
    .optional()
    .transform((value) => value || undefined),
});
export type CreateInviteInput = { role: Role; email?: string | undefined };

export const changeRoleInput = z.object({ personId: idOf("person"), role: z.enum(ROLES) });
export type ChangeRoleInput = z.infer<typeof changeRoleInput>;

export const disablePersonInput = z.object({ personId: idOf("person"), disabled: z.boolean() });
export type DisablePersonInput = z.infer<typeof disablePersonInput>;

export const changePasswordInput = z.object({ current: z.string().max(200), next: newPassword });
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;

export const changeNameInput = z.object({ name: personName });
export const createWorkspaceInput = z.object({ name: line(100) });

/** The name of the workspace, typed to be sure. */
export const dropWorkspaceInput = z.object({ name: z.string().max(200) });

const command = z.enum(COMMANDS.map((c) => c.id));
/** A chord as the table writes it: `a`, `shift+a`, `mod+enter`. */
const chord = z.string().min(1).max(30);
export const keyChangeInput = z.union([
  z.object({ command, key: chord.nullable() }).strict(),
  z.object({ reset: z.literal(true) }).strict(),
  z.object({ singles: z.boolean() }).strict(),
]);

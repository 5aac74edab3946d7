import { createHash, randomBytes } from "node:crypto";
import type { Tx } from "@/lib/db/client";
import { newId } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/permission";

export type MadeLink = { id: string; url: string; expiresAt: Date };

const HOUR_MS = 3_600_000;
export const LINK_HOURS = { bootstrap: 24, invite: 7 * 24, reset: 24 } as const;

export const hashToken = (token: string) => createHash("sha256").update(token).digest("hex");

/** The installation's address, as links carry it. */
export function publicUrl(path: string): string {
  const base = process.env.REVEILLE_URL || process.env.NEXTAUTH_URL || `http://localhost:${process.env.PORT || 3000}`;
  return `${base.replace(/\/+$/, "")}${path}`;
}

/** A new link with a token of 32 random bytes; only its hash is kept, so the returned address is the one time it is seen. */
export async function insertLink(
  tx: Tx,
  link: {
    purpose: keyof typeof LINK_HOURS;
    email?: string | undefined;
    workspaceId?: string | undefined;
    role?: Role;
    createdBy?: string | null;
  },
): Promise<MadeLink> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + LINK_HOURS[link.purpose] * HOUR_MS);
  const id = newId("link");
  await tx.oneTimeLink.create({
    data: {
      id,
      purpose: link.purpose,
      tokenHash: hashToken(token),
      email: link.email ?? null,
      workspaceId: link.workspaceId ?? null,
      role: link.role ?? null,
      createdBy: link.createdBy ?? null,
      expiresAt,
    },
  });
  return { id, url: publicUrl(`/welcome?token=${token}`), expiresAt };
}

/** Ends links that were not used: whatever replaces them is the only one that works. */
export async function endLinks(tx: Tx, where: { purpose: "bootstrap" } | { purpose: "reset"; email: string }): Promise<void> {
  const now = new Date();
  await tx.oneTimeLink.updateMany({ where: { ...where, usedAt: null, expiresAt: { gt: now } }, data: { expiresAt: now } });
}

import type { Role, Scope } from "@/lib/domain/permission";

/** A person as the pages of a workspace show them. */
export type PersonView = {
  id: string;
  name: string;
  email: string;
  role: Role;
  disabled_at: string | null;
  joined_at: string;
  /** Whether it is the one who is looking. */
  self: boolean;
};

/** An invitation that nobody has used yet; its link was shown once and is not kept. */
export type InviteView = { id: string; email: string | null; role: Role; created_at: string; expires_at: string };

/** How long the old secret of a key goes on working, in hours. */
export const GRACE_HOURS = [0, 1, 24] as const;

export type KeyState = "active" | "expired" | "revoked";

export type KeyView = {
  id: string;
  name: string;
  /** First characters, to recognise it by. */
  prefix: string;
  scopes: Scope[];
  agent: { id: string; name: string } | null;
  /** Who made it; null for the command line's own. */
  made_by: string | null;
  state: KeyState;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  /** To the minute. */
  last_used_at: string | null;
  /** When it was given its present secret; null while it has its first. */
  rotated_at: string | null;
  /** Until when the secret before works, and when it was used last, to the minute; null when none works besides the present one. */
  previous: { until: string; used_at: string | null } | null;
};

export type MembershipView = { workspace_id: string; name: string; role: Role; sample: boolean };

/** What a one-time link does, and whether it still can. */
export type LinkView =
  | { state: "unknown" | "used" | "expired" }
  | { state: "open"; purpose: "bootstrap" | "invite" | "reset"; email: string | null; workspace: string | null; role: Role | null };

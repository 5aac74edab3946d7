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
};

export type MembershipView = { workspace_id: string; name: string; role: Role; sample: boolean };

/** What a one-time link does, and whether it still can. */
export type LinkView =
  | { state: "unknown" | "used" | "expired" }
  | { state: "open"; purpose: "bootstrap" | "invite" | "reset"; email: string | null; workspace: string | null; role: Role | null };

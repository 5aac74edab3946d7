import type { Scope } from "@/lib/domain/permission";

/** What each scope lets a key do. */
export const SCOPE_WORDS: Record<Scope, string> = {
  "memory:read": "load memory, list agents and stores",
  "transcripts:read": "read sessions",
  "proposals:read": "read dreams, proposals and the audit",
  "transcripts:write": "send in sessions and outcomes",
  "dreams:run": "start and cancel dreams",
  "proposals:decide": "decide and apply",
  "memory:write": "edit memory; an agent's key leaves notes",
  admin: "everything",
};

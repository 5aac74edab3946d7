import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Actor } from "@/lib/domain/actor";

/** Everything that is ever audited. */
export const AUDIT_ACTIONS = [
  "workspace.create",
  "workspace.drop",
  "person.create",
  "person.join",
  "person.role",
  "person.disable",
  "person.enable",
  "person.password",
  "person.name",
  "person.keys",
  "invite.create",
  "invite.end",
  "link.create",
  "key.create",
  "key.rotate",
  "key.revoke",
  "agent.create",
  "agent.update",
  "agent.keep-audience",
  "agent.archive",
  "agent.unarchive",
  "store.create",
  "store.update",
  "store.archive",
  "store.unarchive",
  "import.create",
  "import.cancel",
  "import.end",
  "transcript.import",
  "transcript.update",
  "transcript.exclude",
  "transcript.include",
  "transcript.outcome",
  "transcript.reveal",
  "dream.start",
  "dream.cancel",
  "dream.end",
  "proposal.create",
  "proposal.decide",
  "proposal.apply",
  "proposal.reject",
  "proposal.supersede",
  "proposal.rebase",
  "version.create",
  "memory.pin",
  "memory.unpin",
  "memory.note",
  "claude.connect",
  "claude.probe",
  "access.refused",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export type AuditEntry = {
  workspaceId: string;
  seq: number;
  /** RFC 3339 with milliseconds. */
  at: string;
  actor: Actor;
  action: AuditAction;
  entity: string;
  entityId: string;
  /** Ids, hashes, counts, never contents. */
  metadata: Record<string, unknown>;
};

export const CHAIN_START = "0".repeat(64);

/** JSON with sorted keys: the same entry gives the same text whatever order a database returns its keys in. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(",")}}`;
}

const digest = (text: string) => bytesToHex(sha256(utf8ToBytes(text)));

/** Hash of a row of the chain: it covers the row and the hash before it. `hex`: SHA-256 of a text, where the platform has a faster one. */
export function auditHash(prevHash: string, entry: AuditEntry, hex: (text: string) => string = digest): string {
  return hex(`${prevHash}\n${canonicalJson(entry)}`);
}

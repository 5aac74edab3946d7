import { count, listed } from "@/components/ui/labels";
import type { AuditAction } from "@/lib/domain/audit";
import { paths } from "@/lib/paths";

/** What somebody did, as the words after their name. */
export const ACTION_WORDS: Record<AuditAction, string> = {
  "workspace.create": "made the workspace",
  "workspace.drop": "deleted another workspace",
  "person.create": "made an account",
  "person.join": "joined",
  "person.role": "changed a role",
  "person.disable": "disabled a person",
  "person.enable": "enabled a person",
  "person.password": "changed a password",
  "person.name": "changed a name",
  "person.keys": "chose keys for the review desk",
  "invite.create": "invited somebody",
  "invite.end": "ended an invitation",
  "link.create": "made a link for a new password",
  "key.create": "made a key",
  "key.rotate": "gave a key a new secret",
  "key.revoke": "revoked a key",
  "agent.create": "added an agent",
  "agent.update": "changed an agent",
  "agent.keep-audience": "said that an agent serves the team",
  "agent.archive": "archived an agent",
  "agent.unarchive": "took an agent out of the archive",
  "store.create": "made a store",
  "store.update": "changed a store",
  "store.archive": "archived a store",
  "store.unarchive": "took a store out of the archive",
  "import.create": "sent a file in",
  "import.cancel": "canceled an import",
  "import.end": "ended an import",
  "transcript.import": "imported a session",
  "transcript.update": "sent a session again, longer",
  "transcript.exclude": "left a session out of dreams",
  "transcript.include": "took a session into dreams again",
  "transcript.outcome": "said how a session ended",
  "transcript.reveal": "was shown raw bytes",
  "dream.start": "started a dream",
  "dream.cancel": "canceled a dream",
  "dream.end": "ended a dream",
  "proposal.create": "proposed changes",
  "proposal.decide": "decided on changes",
  "proposal.apply": "applied a proposal",
  "proposal.reject": "rejected a proposal",
  "proposal.supersede": "closed an overtaken proposal",
  "proposal.rebase": "brought a proposal up to date",
  "version.create": "made a version",
  "memory.pin": "pinned a memory",
  "memory.unpin": "unpinned a memory",
  "memory.note": "left a note",
  "claude.connect": "changed the connection to Claude",
  "claude.probe": "asked what the Claude key can do",
  "access.refused": "was refused",
};

export const actionWords = (action: string): string => (ACTION_WORDS as Record<string, string>)[action] ?? action;

type Facts = Record<string, unknown>;
const number = (value: unknown) => (typeof value === "number" ? value : 0);

/** The one fact that tells an entry from its neighbours, for the folded line; empty where the words say it all. */
export function factWords(action: string, facts: Facts): string {
  switch (action) {
    case "version.create":
      return `version ${number(facts.version)}, cause ${String(facts.cause)}`;
    case "transcript.import":
    case "transcript.update":
      return count(number(facts.events), "event");
    case "transcript.outcome":
      return String(facts.result);
    case "store.update":
      return Array.isArray(facts.fields) ? listed(facts.fields.map(String)) : "";
    case "dream.start":
      return `over ${count(number(facts.transcripts), "session")} from version ${number(facts.base_version)}`;
    case "dream.end":
      return `${String(facts.status).replaceAll("_", " ")}${facts.changes === undefined ? "" : `, ${count(number(facts.changes), "change")}`}`;
    case "proposal.decide":
      return Array.isArray(facts.decisions) ? count(facts.decisions.length, "change") : "";
    case "proposal.apply":
      return facts.version ? `version ${number(facts.version)}` : "nothing was accepted";
    case "access.refused":
      return String(facts.reason ?? "");
    default:
      return "";
  }
}

/** Where the thing that a row is about can be seen; null where it has no page. */
export function entityHref(entity: string, id: string, metadata: Record<string, unknown>): string | null {
  switch (entity) {
    case "store":
      return typeof metadata.version === "number" ? paths.version(id, metadata.version) : paths.store(id);
    case "agent":
      return paths.agent(id);
    case "transcript":
      return paths.transcript(id);
    case "dream":
      return paths.dream(id);
    case "proposal":
      return paths.proposal(id);
    case "key":
      return paths.keys();
    case "person":
    case "invite":
    case "link":
      return paths.people();
    default:
      return null;
  }
}

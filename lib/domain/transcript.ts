/** Trust classes, highest first: see `TRUST_RANK`. */
export const TRUSTS = ["operator", "user", "agent", "external"] as const;
export type Trust = (typeof TRUSTS)[number];

/** Higher is more trusted. */
export const TRUST_RANK: Record<Trust, number> = { operator: 3, user: 2, agent: 1, external: 0 };

/** The lowest trust of a non-empty list. */
export function lowestTrust(list: readonly Trust[]): Trust {
  return list.reduce((low, t) => (TRUST_RANK[t] < TRUST_RANK[low] ? t : low), "operator" as Trust);
}

/** The highest trust of a non-empty list. */
export function highestTrust(list: readonly Trust[]): Trust {
  return list.reduce((high, t) => (TRUST_RANK[t] > TRUST_RANK[high] ? t : high), "external" as Trust);
}

export const EVENT_TYPES = ["user", "assistant", "system", "tool_call", "tool_result", "thinking", "note"] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type ToolRef = {
  name: string;
  /** Pairs a result with its call; null where the format gives none. */
  callId: string | null;
  /** A call's arguments as they came (parsed JSON where they parse, else the string); absent on results. */
  input?: unknown;
  /** Set by the format's own error flag; a result without a flag leaves it absent. */
  isError?: boolean;
};

/** One event of a session. `seq` counts from 0 within a revision. */
export type SessionEvent = {
  seq: number;
  type: EventType;
  /** RFC 3339 UTC, or null where the format gives no time. */
  at: string | null;
  /** U+0000 and lone surrogates are already U+FFFD. A tool call's text is its input as JSON exactly as it came. */
  text: string;
  tool: ToolRef | null;
  trust: Trust;
};

export const OUTCOME_RESULTS = ["succeeded", "failed", "unknown", "invalid"] as const;
export type OutcomeResult = (typeof OUTCOME_RESULTS)[number];
export type Outcome = { result: OutcomeResult; score: number | null; note: string | null };

/** One session as an importer reads it: no ids of ours, no database. */
export type ImportedSession = {
  /** The id that the format gives, or null: then identity is the hash of the events. */
  externalId: string | null;
  title: string | null;
  /** Whom the session served. */
  user: string | null;
  task: string | null;
  /** External id of the session this one is a thread of. */
  parentExternalId: string | null;
  startedAt: string | null;
  endedAt: string | null;
  outcome: Outcome | null;
  /** Small JSON object for display. */
  metadata: Record<string, unknown>;
  events: SessionEvent[];
  /** Byte ranges [start, end) of this session in the upload, in order: its lines with their line ends, or its array element. */
  raw: { start: number; end: number }[];
};

export type ImportProblem = {
  /** 1-based line in the file, where the format has lines. */
  line?: number;
  /** 0-based element of the array, where the file is an array. */
  index?: number;
  /** Path inside the element, `messages[3].content`. */
  path?: string;
  message: string;
};

export const MAX_SESSION_BYTES = 64 * 1024 * 1024;
export const MAX_SESSION_EVENTS = 100_000;
export const MAX_EVENT_BYTES = 8 * 1024 * 1024;

/** Default trust by event type; importers lower it for machine text in user lines and other agents' messages. */
export function trustOfType(type: EventType): Trust {
  switch (type) {
    case "user":
      return "user";
    case "tool_result":
      return "external";
    case "assistant":
    case "thinking":
    case "tool_call":
    case "note":
    case "system":
      return "agent";
    default:
      return type satisfies never;
  }
}

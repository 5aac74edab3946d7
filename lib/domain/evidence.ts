import type { Trust } from "@/lib/domain/transcript";

/** Half-open range in UTF-16 code units. */
export type Span = { start: number; end: number };

/** What an engine points at; nothing in it is believed until `ground` has found the quote there. */
export type DraftEvidence =
  | {
      source: "transcript";
      transcriptId: string;
      revision: number;
      eventSeq: number;
      /** Verbatim text of the event. */
      quote: string;
      /** Where the quote stands in the event's text; a hint, checked and corrected by grounding. */
      start?: number;
      /** Lower trust than the event's own (paste, taint); never raises it. */
      trust?: Trust;
      /** Words of `after` that this quote supports; none = the whole text. */
      supports?: Span[];
    }
  | { source: "memory"; path: string; quote: string; start?: number; supports?: Span[] };

/** Evidence after grounding. `at` is the time of the statement (RFC 3339) or null when only arrival orders it. */
export type Evidence =
  | {
      source: "transcript";
      transcriptId: string;
      revision: number;
      eventSeq: number;
      start: number;
      end: number;
      quote: string;
      trust: Trust;
      grounded: boolean;
      at: string | null;
      supports: Span[];
    }
  | {
      source: "memory";
      path: string;
      version: number;
      start: number;
      end: number;
      quote: string;
      trust: Trust;
      grounded: boolean;
      at: string | null;
      supports: Span[];
    };

/** Counts independent sessions: see product rule 4. */
export type Support = {
  sessions: number;
  cases: number;
  users: number;
  tasks: number;
  succeeded: number;
  failed: number;
  unknown: number;
};

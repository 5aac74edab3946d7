import { z } from "zod";
import type { Effort } from "@/lib/domain/claude";
import type { DreamSession } from "@/lib/domain/dream";
import type { Answer } from "@/lib/dreaming/claude/answer";
import { EXTRACT_PROMPT, EXTRACT_VERSION } from "@/lib/dreaming/claude/prompts/extract";
import { fenced, renderSession } from "@/lib/dreaming/claude/render";
import type { Question } from "@/lib/dreaming/claude/request";

/** Kinds of memory that a session can teach. */
export const EXTRACTED_KINDS = ["fact", "preference", "workflow", "mistake", "insight"] as const;

// The clock of a dream is the length of its answers: what code can fill in is left out. One schema each: a shared one would become a reference.
const quoted = () => ({ event_seq: z.number().int(), quote: z.string() });

/** Also taken is a candidate with all its quotes in `evidence`: models fall back to it. */
export const extractionSchema = z.preprocess(
  quotesFirst,
  z.object({
    candidates: z.array(
      z.object({
        ...quoted(),
        kind: z.enum(EXTRACTED_KINDS).optional(),
        statement: z.string().optional(),
        evidence: z.array(z.object(quoted())).optional(),
      }),
    ),
  }),
);
export type Extraction = z.infer<typeof extractionSchema>;

const MAX_TOKENS = 4_096;

function quotesFirst(answer: unknown): unknown {
  const { candidates } = (answer ?? {}) as { candidates?: unknown };
  if (!Array.isArray(candidates)) return answer;
  const first = (candidate: unknown): unknown => {
    if (typeof candidate !== "object" || candidate === null || "quote" in candidate) return candidate;
    const { evidence } = candidate as { evidence?: unknown };
    if (!Array.isArray(evidence)) return candidate;
    return { event_seq: 0, quote: "", ...candidate };
  };
  return { ...(answer as object), candidates: candidates.map(first) };
}

/** A window of a session, and what to ask about it. */
export type Reading = { session: DreamSession; question: Question<Extraction> };

/** What the dream's instructions add to a system prompt: they come from a person of the workspace. */
export const withInstructions = (prompt: string, instructions: string | null): string =>
  instructions === null || instructions.trim() === ""
    ? prompt
    : `${prompt}\n\nThe workspace asks this dream to look for the following:\n${fenced("instructions", "", instructions.trim())}`;

/** One question for each window of each session, the longest first: so the slowest answer starts first. */
export function readingsOf(
  sessions: readonly DreamSession[],
  how: { model: string; effort: Effort | null; instructions: string | null },
): Reading[] {
  const system = withInstructions(EXTRACT_PROMPT, how.instructions);
  return sessions
    .flatMap((session) =>
      renderSession(session).map((user): Reading => {
        const { model, effort } = how;
        const prompt = `extract ${EXTRACT_VERSION}`;
        return {
          session,
          question: { phase: "extract", model, effort, prompt, system, user, schema: extractionSchema, maxTokens: MAX_TOKENS },
        };
      }),
    )
    .sort((a, b) => b.question.user.length - a.question.user.length);
}

/** A session, or a window of it, that gave no candidates because its answer could not be had or used. */
export type NotProcessed = {
  transcriptId: string;
  revision: number;
  reason: "refused" | "too-long" | "unparsable" | "failed";
  why: string;
};

/** What was not processed, each session once, in the order of `sessions`. */
export function notProcessed(
  sessions: readonly DreamSession[],
  answers: readonly { reading: Reading; answer: Answer<Extraction> }[],
): NotProcessed[] {
  const bad = new Map<string, NotProcessed>();
  for (const { reading, answer } of answers) {
    if (answer.kind === "answer") continue;
    const { transcriptId, revision } = reading.session;
    // A part that the API failed on is read again next time, whatever became of the others.
    const before = bad.get(transcriptId);
    if (!before || (before.reason !== "failed" && answer.kind === "failed"))
      bad.set(transcriptId, { transcriptId, revision, reason: answer.kind, why: answer.why });
  }
  return sessions.flatMap((s) => bad.get(s.transcriptId) ?? []);
}

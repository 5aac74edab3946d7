import type { DreamSession } from "@/lib/domain/dream";
import type { Evidence, Support } from "@/lib/domain/evidence";

export const NO_SUPPORT: Support = { sessions: 0, cases: 0, users: 0, tasks: 0, succeeded: 0, failed: 0, unknown: 0 };

type SupportingSession = Pick<DreamSession, "transcriptId" | "parentTranscriptId" | "user" | "task" | "outcome">;

type SupportingEvidence = { source: "memory" } | Pick<Extract<Evidence, { source: "transcript" }>, "source" | "transcriptId" | "grounded">;

/**
 * Counts independent sessions behind grounded evidence: a thread counts with its parent, revisions of one session once, a session that never
 * really ran not at all. `caseOf` gives the case of a transcript id; a session without one is a case of its own.
 */
export function computeSupport(
  evidence: readonly SupportingEvidence[],
  sessions: Iterable<SupportingSession>,
  caseOf?: ReadonlyMap<string, string | number>,
): Support {
  const byId = new Map<string, SupportingSession>();
  for (const s of sessions) byId.set(s.transcriptId, s);
  const roots = new Map<string, SupportingSession[]>();
  for (const e of evidence) {
    if (e.source !== "transcript" || !e.grounded) continue;
    const session = byId.get(e.transcriptId);
    if (!session || session.outcome.result === "invalid") continue;
    const root = rootOf(session, byId);
    const list = roots.get(root);
    if (!list) roots.set(root, [session]);
    else if (!list.includes(session)) list.push(session);
  }
  const cases = new Set<string>();
  const users = new Set<string>();
  const tasks = new Set<string>();
  const support = { ...NO_SUPPORT, sessions: roots.size };
  for (const [root, members] of roots) {
    const top = byId.get(root) ?? members[0];
    const inCase = caseOf?.get(root) ?? members.map((m) => caseOf?.get(m.transcriptId)).find((c) => c !== undefined);
    cases.add(inCase === undefined ? `session ${root}` : `case ${inCase}`);
    for (const s of top ? [top, ...members] : members) {
      if (s.user !== null) users.add(s.user);
      if (s.task !== null) tasks.add(s.task);
    }
    const result = top?.outcome.result ?? "unknown";
    support[result === "invalid" ? "unknown" : result] += 1;
  }
  return { ...support, cases: cases.size, users: users.size, tasks: tasks.size };
}

/** The topmost session that this one is a thread of; an unknown parent still joins its threads. */
function rootOf(session: SupportingSession, byId: ReadonlyMap<string, SupportingSession>): string {
  const seen = new Set<string>();
  let at = session.transcriptId;
  for (;;) {
    seen.add(at);
    const parent = byId.get(at)?.parentTranscriptId ?? null;
    if (parent === null || seen.has(parent)) return at;
    at = parent;
  }
}

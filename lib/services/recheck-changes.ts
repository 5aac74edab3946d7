import type { BaseMemory, DraftChange } from "@/lib/domain/dream";
import type { DraftEvidence, Span } from "@/lib/domain/evidence";
import { type Finding, UNACCEPTABLE_CHECKS } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import { shiftSpans } from "@/lib/domain/merge";
import type { Risk } from "@/lib/domain/proposal";
import type { Placed } from "@/lib/domain/rebase";
import type { Trust } from "@/lib/domain/transcript";
import { textProblem } from "@/lib/dreaming/edited-text";
import { gate } from "@/lib/dreaming/gate";
import { baseMemories, loadSessions } from "@/lib/queries/dream-input";
import type { ChangeRow, LoadedProposal } from "@/lib/queries/proposal-rows";

/** What the checks say of a text that a merge made. */
export type Rechecked = { findings: Finding[]; risk: Risk; riskReasons: string[]; trust: Trust };

export type ToRecheck = { row: ChangeRow; to: Placed; edited: boolean };

/**
 * Puts changes through the gate once more, as they read on the head of `version`: grounding, recency and checks look at the merged text and at the memory
 * that stands now (a person's word is protected, however it came there). Reads sessions: never inside a transaction.
 */
export async function recheckChanges(
  loaded: LoadedProposal,
  version: number,
  changes: readonly ToRecheck[],
): Promise<Map<string, Rechecked>> {
  if (changes.length === 0) return new Map();
  const { workspaceId, storeId } = loaded.row;
  const memories = await baseMemories(workspaceId, storeId, version, loaded.policy);
  const cited = new Map(
    changes.flatMap(({ row }) =>
      row.evidence.flatMap((e) =>
        e.transcriptId ? [[`${e.transcriptId} ${e.revision}`, { transcriptId: e.transcriptId, revision: e.revision ?? 1 }]] : [],
      ),
    ) as [string, { transcriptId: string; revision: number }][],
  );
  const sessions = await loadSessions(workspaceId, [...cited.values()], "with-excluded");
  const input = { engine: "local" as const, baseVersion: version, memories, sessions, asOf: new Date().toISOString(), instructions: null };
  const results = new Map<string, Rechecked>();
  for (const change of changes) {
    // A text that a person wrote has no evidence to look at, nor has what came without any.
    const gated =
      change.edited || change.row.evidence.length === 0
        ? null
        : await gate({ changes: [draftOf(change)], considered: [], notes: [] }, input, {
            policy: loaded.policy,
            baseCount: memories.length,
          });
    const [made] = gated?.changes ?? [];
    results.set(
      change.row.id,
      made
        ? { findings: withKept(change.row, made.findings), risk: made.risk, riskReasons: made.riskReasons, trust: made.trust }
        : await asBefore(change, memories, gated?.considered[0]?.rule),
    );
  }
  return results;
}

function draftOf({ row, to }: ToRecheck): DraftChange {
  const old = row.findings as Finding[];
  const evidence = row.evidence.map((e): DraftEvidence => {
    const given = e.supports as Span[];
    const supports = given.length > 0 && row.after !== null && to.after !== null ? shiftSpans(row.after, to.after, given) : given;
    const spans = given.length > 0 ? { supports: supports.length > 0 ? supports : [{ start: 0, end: 0 }] } : {};
    return e.source === "memory"
      ? { source: "memory", path: e.path ?? "", quote: e.quote, start: e.start, ...spans }
      : {
          source: "transcript",
          transcriptId: e.transcriptId ?? "",
          revision: e.revision ?? 1,
          eventSeq: e.eventSeq ?? 0,
          quote: e.quote,
          start: e.start,
          trust: e.trust as Trust,
          ...spans,
        };
  });
  return {
    op: to.op,
    kind: row.kind as MemoryKind,
    path: to.path,
    ...(to.newPath ? { newPath: to.newPath } : {}),
    sources: to.sources.map((s) => s.path),
    after: to.after,
    reason: row.reason,
    key: row.key,
    evidence,
    possibleContradiction: old.some((f) => f.check === "possible-contradiction"),
  };
}

/** What only the whole dream could tell still holds; a tool's own error phrase, which the dream had passed, is not held against the change now. */
function withKept(row: ChangeRow, findings: readonly Finding[]): Finding[] {
  const old = row.findings as Finding[];
  const phrase = old.some((f) => f.check === "external-only" && f.severity === "note");
  const fresh = findings
    .filter((f) => f.check !== "mass-removal")
    .map((f) => (phrase && f.check === "external-only" ? { ...f, severity: "note" as const } : f));
  return [...fresh, ...old.filter((f) => f.check === "mass-removal")];
}

/** A text that holds a person's words keeps its findings, and is looked at as every edit is; so is what the gate would not propose again. */
async function asBefore({ row, to, edited }: ToRecheck, memories: readonly BaseMemory[], rule: string | undefined): Promise<Rechecked> {
  const findings = (row.findings as Finding[])
    .filter((f) => !edited || !UNACCEPTABLE_CHECKS.includes(f.check))
    .flatMap((f): Finding[] => {
      if (!f.span || row.after === null || to.after === null) return [f];
      const [span] = shiftSpans(row.after, to.after, [f.span]);
      const { span: _gone, ...rest } = f;
      return [span ? { ...rest, span } : rest];
    });
  const here = memories.find((m) => m.path === to.path);
  if (here?.protected && !findings.some((f) => f.check === "protected")) {
    findings.push({
      check: "protected",
      severity: "block",
      message: `${to.path} is a person's word by now: it changes only when a person decides so.`,
    });
  }
  const problem = to.after === null ? null : await textProblem(to.after);
  if (problem) findings.push({ check: problem.includes("secret") ? "secret" : "size", severity: "block", message: problem });
  if (rule) {
    const why =
      rule === "older-than-memory"
        ? "What this rests on is older than what the memory says now."
        : "The memory moved, and this would not be proposed again.";
    findings.push({ check: "possible-contradiction", severity: "warn", message: why });
  }
  return { findings, risk: row.risk as Risk, riskReasons: row.riskReasons as string[], trust: row.trust as Trust };
}

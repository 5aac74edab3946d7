import type { CheckedChange, Claim, Lost } from "@/lib/domain/checks/check";
import { ALL_CHECKS } from "@/lib/domain/checks/checks";
import { claimsOf, type QuoteCache } from "@/lib/domain/checks/claims";
import type { BaseMemory, Considered, DreamDraft, DreamInput } from "@/lib/domain/dream";
import type { Evidence } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import { MAX_MEMORIES } from "@/lib/domain/memory";
import type { Policy } from "@/lib/domain/policy";
import type { GatedChange } from "@/lib/domain/proposal";
import { compareWithRejections, type RejectionVerdict, type RememberedRejection } from "@/lib/domain/rejection";
import { riskOf } from "@/lib/domain/risk";
import { computeSupport } from "@/lib/domain/support";
import { addedSentences, lostSentences, reworded } from "@/lib/domain/text/added";
import { sentences } from "@/lib/domain/text/sentences";
import { lowestTrust, type Trust } from "@/lib/domain/transcript";
import { dependenciesOf, overTheStore, placeDrafts } from "@/lib/dreaming/dependencies";
import { droppedText, type SoundDraft, soundDraft } from "@/lib/dreaming/draft-changes";
import { createGround, type Ground, groundEvidence } from "@/lib/dreaming/grounding";
import { judgeRecency, newestTime } from "@/lib/dreaming/recency";
import { findSecrets, maskSecrets, maskSpans } from "@/lib/dreaming/secrets";

/** A change of a proposal that is still open: a draft with the same target and text adds its evidence to it. */
export type OpenChange = { id: string; op: string; path: string; newPath: string | null; after: string | null };

export type GateOptions = {
  policy: Policy;
  /** Case of each transcript id; a session without one is a case of its own. */
  cases?: ReadonlyMap<string, string | number>;
  rejections?: readonly RememberedRejection[];
  /** Memories that dreams removed from this store in the last seven days. */
  removedLast7Days?: number;
  openChanges?: readonly OpenChange[];
  /** Memories of the base version; by default those of the input. */
  baseCount?: number;
};

export type GateResult = {
  changes: GatedChange[];
  /** What the gate dropped, with the rule; the engine's own list is not repeated. */
  considered: Considered[];
  /** Findings on the proposal as a whole. */
  findings: Finding[];
  /** Drafts that say what an open change already says: their evidence belongs to that change. */
  joined: { changeId: string; evidence: Evidence[] }[];
};

/** A draft with all that was computed about it before the checks. */
type Judged = { draft: SoundDraft; checked: CheckedChange; rejection: RejectionVerdict };

/** A dream may remove this many memories whatever the share that the policy allows. */
const ALWAYS_ALLOWED = 3;

/**
 * The same for every engine: grounding, recency within trust, checks, risk, dependencies. What the engine hands over is not believed: a malformed draft is
 * repaired by a stated rule or dropped with one, never thrown at. Same input, same result, whatever the order of the sessions.
 */
export async function gate(draft: DreamDraft, input: DreamInput, options: GateOptions): Promise<GateResult> {
  const ground = createGround(input);
  const considered: Considered[] = [];
  const drop = (what: unknown, rule: string) => considered.push({ text: droppedText(what), outcome: "dropped", rule });
  const place = (drafts: readonly SoundDraft[]) => {
    const { kept, dropped } = placeDrafts(drafts, ground.memories);
    for (const d of dropped) drop(d.draft, d.rule);
    return kept;
  };

  const sound: SoundDraft[] = [];
  for (const given of Array.isArray(draft?.changes) ? draft.changes : []) {
    const result = soundDraft(given, ground.memories);
    if ("rule" in result) drop(given, result.rule);
    else sound.push(result);
  }
  const joined: GateResult["joined"] = [];
  const judged: Judged[] = [];
  const quotes: QuoteCache = new Map();
  for (const one of place(sound)) {
    const j = judge(one, ground, options, quotes);
    const same = options.openChanges?.find((c) => isSameChange(c, one));
    if (j.checked.recency.verdict === "older") drop(one, "older-than-memory");
    else if (j.rejection.verdict === "rejected-before") drop(one, "rejected-before");
    else if (same) {
      joined.push({ changeId: same.id, evidence: j.checked.evidence });
      considered.push({ text: droppedText(one), outcome: "proposed", rule: "joined-open-change" });
    } else judged.push(j);
  }
  // What a dropped draft would have freed stays where it is: what counted on it goes too.
  const still = new Set(place(judged.map((j) => j.draft)));
  const proposed = judged.filter((j) => still.has(j.draft));

  const drafts = proposed.map((j) => j.draft);
  const base = options.baseCount ?? input.memories.length;
  const tooMany = overTheStore(drafts, base);
  for (const { draft: d, checked } of proposed) {
    if (tooMany.has(d)) checked.limit = `the store would hold more than ${MAX_MEMORIES} memories`;
    checked.secrets = await newSecrets(checked);
  }
  const removals: Removals = {
    here: new Set(proposed.flatMap((j) => j.checked.removes.map((m) => m.path))).size,
    lastDays: options.removedLast7Days ?? 0,
    allowed: Math.max(ALWAYS_ALLOWED, Math.floor(options.policy.max_removed_share * base)),
    base,
  };
  const dependsOn = dependenciesOf(drafts);
  const changes: GatedChange[] = [];
  for (const [i, j] of proposed.entries()) {
    const findings = ALL_CHECKS.flatMap((check) => check(j.checked, { policy: options.policy, removals }));
    const reason = (await maskSecrets(j.draft.reason)).text;
    changes.push(
      gatedChange(j, { reason, findings, dependsOn: dependsOn[i] ?? [], overlaps: overlapping(j.draft, options.openChanges ?? []) }),
    );
  }
  return { changes, considered, findings: wholeFindings(changes, removals, tooMany.size), joined };
}

type Removals = { here: number; lastDays: number; allowed: number; base: number };

function judge(draft: SoundDraft, ground: Ground, options: GateOptions, quotes: QuoteCache): Judged {
  const { op, after, memory } = draft;
  const paths = [draft.path, ...(draft.newPath ? [draft.newPath] : []), ...draft.sources.map((s) => s.path)];
  const { evidence, unplaced } = groundEvidence(draft.evidence, ground, paths, op === "rename" ? null : after);
  const touched = op === "merge" ? draft.sources : memory ? [memory] : [];
  const rewrites = after !== null && op !== "rename";
  const lost = op === "rename" ? [] : touched.flatMap((m) => lostOf(m, after));
  const cited = [...new Set(evidence.flatMap((e) => (e.source === "transcript" ? [e.transcriptId] : [])))];
  const names = cited.map((id) => ground.namesOf(id));
  const claims = rewrites
    ? claimsOf({
        after,
        kind: draft.kind,
        added: addedSentences(
          after,
          touched.map((m) => m.content),
        ),
        replaced: touched.flatMap((m) => reworded(m.content, after)),
        evidence,
        isSystem: (e) => e.source === "transcript" && ground.event(e.transcriptId, e.eventSeq)?.type === "system",
        knownNames: { has: (name) => names.some((n) => n.has(name)) },
        errorPhrase: draft.errorPhrase,
        quotes,
      }).map((claim) => (draft.errorPhrase === null ? byWhoseWords(claim, ground) : claim))
    : [];
  const grounded = new Set(evidence.flatMap((e) => (e.grounded && e.source === "transcript" ? [e.transcriptId] : [])));
  const checked: CheckedChange = {
    op,
    kind: draft.kind,
    path: draft.path,
    newPath: draft.newPath,
    memory,
    touched,
    after,
    evidence,
    support: computeSupport(evidence, ground.sessions.values(), options.cases),
    claims,
    lost,
    removes: removedBy(op, touched, lost, after),
    errorPhrase: draft.errorPhrase,
    possibleContradiction: draft.possibleContradiction,
    recency: judgeRecency({
      op,
      path: draft.path,
      claims,
      lost,
      evidence,
      after: rewrites ? after : null,
      keptTrust: keptTrust(touched, lost),
    }),
    secrets: [],
    unplacedEvidence: unplaced,
    diverged: [...grounded].filter((id) => ground.sessions.get(id)?.diverged),
    limit: null,
  };
  const targets = [draft.path, ...(draft.newPath ? [draft.newPath] : [])];
  return { draft, checked, rejection: compareWithRejections(targets, op === "rename" ? null : after, evidence, options.rejections ?? []) };
}

/** What a quote carries only in part, and text from outside in full, is that text's: an engine may hang it on anybody's words. */
function byWhoseWords(claim: Claim, ground: Ground): Claim {
  if (claim.own || claim.trust === null || claim.trust === "external") return claim;
  const quotes = claim.evidence.map((e) => e.quote);
  const cited = [...new Set(claim.evidence.flatMap((e) => (e.source === "transcript" ? [e.transcriptId] : [])))];
  const isTold = cited.some((id) => {
    const session = ground.sessions.get(id);
    return session !== undefined && ground.taint.isToldOutside(session, claim.text, quotes);
  });
  return isTold ? { ...claim, trust: "external", lowest: "external" } : claim;
}

function lostOf(memory: BaseMemory, after: string | null): Lost[] {
  const spans = after === null ? sentences(memory.content) : lostSentences(memory.content, after);
  return spans.map((span) => ({ memory, span, text: memory.content.slice(span.start, span.end) }));
}

/** A memory counts as removed when it is deleted, merged with the loss of a sentence, or left with little of what it said. */
function removedBy(op: SoundDraft["op"], touched: readonly BaseMemory[], lost: readonly Lost[], after: string | null): BaseMemory[] {
  if (op === "delete") return [...touched];
  if (op === "merge") return touched.filter((m) => lost.some((l) => l.memory === m));
  if (op !== "update") return [];
  return touched.filter((m) => {
    const had = sentences(m.content).length;
    return had >= 4 && lost.length > had * 0.75 && sentences(after ?? "").length * 2 < had;
  });
}

/** Lowest trust among the memories of which something stands in the result. */
function keptTrust(touched: readonly BaseMemory[], lost: readonly Lost[]): Trust | null {
  const kept = touched.filter((m) => lost.filter((l) => l.memory === m).length < sentences(m.content).length);
  return kept.length > 0 ? lowestTrust(kept.map((m) => m.trust)) : null;
}

/** Secrets, and masks of secrets, that the memories touched did not have already. */
async function newSecrets({ after, op, touched }: CheckedChange) {
  if (after === null || op === "rename") return [];
  const found = [...(await findSecrets(after)), ...maskSpans(after)].sort((a, b) => a.start - b.start);
  return found
    .filter((s) => !touched.some((m) => m.content.includes(after.slice(s.start, s.end))))
    .map(({ start, end }) => ({ start, end }));
}

function trustOf({ op, claims, evidence, touched }: CheckedChange): Trust {
  if (claims.length > 0) return lowestTrust(claims.map((c) => c.lowest ?? "external"));
  const grounded = evidence.filter((e) => e.grounded).map((e) => e.trust);
  if ((op === "delete" || op === "update") && grounded.length > 0) return lowestTrust(grounded);
  return touched.length > 0 ? lowestTrust(touched.map((m) => m.trust)) : "external";
}

function gatedChange(
  { draft, checked, rejection }: Judged,
  computed: Pick<GatedChange, "reason" | "findings" | "dependsOn" | "overlaps">,
): GatedChange {
  const trust = trustOf(checked);
  const previous = rejection.verdict === "new-evidence" ? rejection.rejection : null;
  const { risk, reasons } = riskOf({
    op: draft.op,
    findings: computed.findings,
    support: checked.support,
    trust,
    removed: checked.removes.length,
    lost: checked.lost.length,
    added: checked.claims.length,
    previouslyRejected: previous !== null,
  });
  return {
    op: draft.op,
    kind: draft.kind,
    path: draft.path,
    newPath: draft.newPath,
    sources: draft.sources.map((s) => ({ memoryId: s.memoryId, path: s.path, content: s.content })),
    memoryId: draft.memory?.memoryId ?? null,
    before: draft.memory?.content ?? null,
    after: draft.after,
    reason: computed.reason,
    key: draft.key,
    evidence: checked.evidence,
    support: checked.support,
    trust,
    findings: computed.findings,
    risk,
    riskReasons: reasons,
    dependsOn: computed.dependsOn,
    evidenceAt: newestTime(checked.evidence.filter((e) => e.grounded).map((e) => e.at)),
    ...(previous ? { previouslyRejected: { at: previous.at, by: previous.by, reason: previous.reason } } : {}),
    ...(computed.overlaps && computed.overlaps.length > 0 ? { overlaps: computed.overlaps } : {}),
  };
}

const isSameChange = (open: OpenChange, d: SoundDraft) =>
  open.op === d.op && open.path === d.path && open.newPath === d.newPath && open.after === d.after;

function overlapping(d: SoundDraft, open: readonly OpenChange[]): string[] {
  const targets = new Set([d.path, ...(d.newPath ? [d.newPath] : []), ...d.sources.map((s) => s.path)]);
  return open.filter((c) => targets.has(c.path) || (c.newPath !== null && targets.has(c.newPath))).map((c) => c.id);
}

function wholeFindings(changes: readonly GatedChange[], removals: Removals, tooMany: number): Finding[] {
  const findings: Finding[] = [];
  const removing = changes.filter((c) => c.findings.some((f) => f.check === "mass-removal")).length;
  if (removing > 0) {
    findings.push({
      check: "mass-removal",
      severity: "block",
      message: `This dream removes ${removals.here} of ${removals.base} memories${removals.lastDays > 0 ? ` after ${removals.lastDays} in the last seven days` : ""}; ${removals.allowed} are allowed. Each removal waits for a decision.`,
    });
  }
  if (tooMany > 0)
    findings.push({
      check: "size",
      severity: "block",
      message: `The store holds at most ${MAX_MEMORIES} memories: ${tooMany} of the new ones do not fit.`,
    });
  return findings;
}

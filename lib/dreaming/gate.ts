import type { CheckedChange, Lost } from "@/lib/domain/checks/check";
import { ALL_CHECKS } from "@/lib/domain/checks/checks";
import { claimsOf } from "@/lib/domain/checks/claims";
import type { BaseMemory, Considered, DreamDraft, DreamInput } from "@/lib/domain/dream";
import type { Evidence } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import { MAX_MEMORIES } from "@/lib/domain/memory";
import type { Policy } from "@/lib/domain/policy";
import type { GatedChange } from "@/lib/domain/proposal";
import { compareWithRejections, type RememberedRejection } from "@/lib/domain/rejection";
import { riskOf } from "@/lib/domain/risk";
import { computeSupport } from "@/lib/domain/support";
import { addedSentences, lostSentences } from "@/lib/domain/text/added";
import { sentences } from "@/lib/domain/text/sentences";
import { lowestTrust, type Trust } from "@/lib/domain/transcript";
import { dependenciesOf, overTheStore, placeDrafts } from "@/lib/dreaming/dependencies";
import { droppedText, type SoundDraft, soundDraft } from "@/lib/dreaming/draft-changes";
import { createGround, type Ground, groundEvidence } from "@/lib/dreaming/grounding";
import { judgeRecency, newestTime } from "@/lib/dreaming/recency";
import { findSecrets, maskSecrets } from "@/lib/dreaming/secrets";

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
type Judged = { draft: SoundDraft; checked: CheckedChange; previouslyRejected: RememberedRejection | null; overlaps: string[] };

/**
 * The same for every engine: grounding, recency within trust, checks, risk, dependencies. What the engine hands over is not believed: a malformed draft is
 * repaired by a stated rule or dropped with one, never thrown at. Same input, same result, whatever the order of the sessions.
 */
export async function gate(draft: DreamDraft, input: DreamInput, options: GateOptions): Promise<GateResult> {
  const ground = createGround(input);
  const considered: Considered[] = [];
  const drop = (what: unknown, rule: string) => considered.push({ text: droppedText(what), outcome: "dropped", rule });

  const sound: SoundDraft[] = [];
  for (const given of Array.isArray(draft?.changes) ? draft.changes : []) {
    const result = soundDraft(given, ground.memories);
    if ("rule" in result) drop(given, result.rule);
    else sound.push(result);
  }
  const joined: GateResult["joined"] = [];
  let proposed: Judged[] = [];
  for (const one of placed(sound, ground, drop)) {
    const judged = judge(one, ground, options);
    const { recency } = judged.checked;
    if (recency.verdict === "older") drop(one, "older-than-memory");
    else if (judged.previouslyRejected && !judged.overlaps.includes(NEW_EVIDENCE)) drop(one, "rejected-before");
    else {
      const same = sameOpenChange(one, options.openChanges ?? []);
      if (same) {
        joined.push({ changeId: same.id, evidence: judged.checked.evidence });
        considered.push({ text: droppedText(one), outcome: "proposed", rule: "joined-open-change" });
      } else proposed.push(judged);
    }
  }
  // What a dropped draft would have freed stays where it is: what counted on it goes too.
  const still = new Set(placed(proposed.map((p) => p.draft), ground, drop, proposed).map((d) => d.path));
  proposed = proposed.filter((p) => still.has(p.draft.path));

  const base = options.baseCount ?? input.memories.length;
  const tooMany = overTheStore(
    proposed.map((p) => p.draft),
    base,
  );
  for (const p of proposed) {
    if (tooMany.has(p.draft)) p.checked.limit = `a store has at most ${MAX_MEMORIES} memories and this one would be full`;
    if (p.checked.after !== null && p.draft.op !== "rename") p.checked.secrets = await newSecrets(p.checked);
  }
  const removals = {
    here: new Set(proposed.flatMap((p) => p.checked.removes.map((m) => m.path))).size,
    lastDays: options.removedLast7Days ?? 0,
    allowed: Math.max(ALWAYS_ALLOWED, Math.floor(options.policy.max_removed_share * base)),
    base,
  };
  const dependsOn = dependenciesOf(proposed.map((p) => p.draft));
  const changes: GatedChange[] = [];
  for (const [i, p] of proposed.entries()) {
    const findings = ALL_CHECKS.flatMap((check) => check(p.checked, { policy: options.policy, removals }));
    changes.push({ ...gated(p, findings), reason: (await maskSecrets(p.draft.reason)).text, dependsOn: dependsOn[i] ?? [] });
  }
  return { changes, considered, findings: wholeFindings(changes, removals, tooMany.size), joined };
}

const ALWAYS_ALLOWED = 3;

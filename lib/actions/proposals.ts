"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import { requireSameAsker } from "@/lib/domain/context";
import type { ErrorType } from "@/lib/domain/errors";
import type { Finding } from "@/lib/domain/finding";
import type { ActionOutcome, ApplyConflict, ApplyResult, Decided, Proposal, RebaseResult } from "@/lib/domain/views";
import { applySchema, decisionsSchema, rejectProposalSchema } from "@/lib/schemas/proposal";
import { applyProposal } from "@/lib/services/apply-proposal";
import { checkEdit } from "@/lib/services/check-edit";
import { decideChanges } from "@/lib/services/decide-changes";
import { readDecided, readProposal } from "@/lib/services/read-proposal";
import { rebaseProposal } from "@/lib/services/rebase-proposal";
import { rejectProposal } from "@/lib/services/reject-proposal";

const id = z.string().max(200);

/** What the desk shows of a refusal: the sentence, and which memories moved. */
function outcome<T>(result: ActionResult<T>): ActionOutcome<T> {
  if (result.ok) return result;
  const conflicts = (result.details as { conflicts?: ApplyConflict[] } | undefined)?.conflicts;
  return { ok: false, message: result.message, ...(conflicts ? { conflicts } : {}) };
}

/** Refusals that say nothing about the decision: it is kept and sent again. */
const NOT_FINAL: readonly ErrorType[] = ["unauthorized", "rate_limited", "internal"];

/**
 * Decides changes, all or nothing: `(proposalId, {decisions: [{change_id, verdict, client_id, ...}], batch?}, {workspaceId, personId})`, the last of them
 * who decided and where: decisions may wait in a tab, and never go out under the name of whoever has signed in since. Answers what
 * they changed; `again` where the same may be sent once more.
 */
export async function decideAction(
  proposalId: unknown,
  input: unknown,
  me: unknown,
): Promise<ActionOutcome<Decided> & { again?: boolean }> {
  const result = await act(
    "proposal.decide",
    z.object({ proposalId: id, input: decisionsSchema, me: z.object({ workspaceId: id, personId: id }) }),
    { proposalId, input, me },
    async (ctx, v) => {
      requireSameAsker(ctx, v.me);
      await decideChanges(ctx, v.proposalId, v.input);
      return readDecided(
        ctx,
        v.proposalId,
        v.input.decisions.map((d) => d.change_id),
      );
    },
  );
  return result.ok ? result : { ...outcome(result), again: NOT_FINAL.includes(result.type) };
}

/** What the checks say of an edited text, before it is saved: `(proposalId, {changeId, content})`. */
export async function checkEditAction(proposalId: unknown, input: unknown): Promise<ActionOutcome<Finding[]>> {
  return outcome(
    await act(
      "proposal.check",
      z.object({ proposalId: id, input: z.object({ changeId: id, content: z.string() }).strict() }),
      { proposalId, input },
      (ctx, v) => checkEdit(ctx, v.proposalId, v.input),
    ),
  );
}

/** Applies what is accepted: `(proposalId, {message?, undecided})`. */
export async function applyAction(proposalId: unknown, input: unknown): Promise<ActionOutcome<ApplyResult>> {
  return outcome(
    await act("proposal.apply", z.object({ proposalId: id, input: applySchema }), { proposalId, input }, async (ctx, v) => {
      const applied = await applyProposal(ctx, v.proposalId, v.input);
      const proposal = await readProposal(ctx, v.proposalId);
      const rest = applied.restId ? await readProposal(ctx, applied.restId) : undefined;
      revalidatePath("/", "layout");
      return { version: applied.version, proposal, ...(rest ? { rest } : {}) };
    }),
  );
}

/** Brings a proposal up to date with its store: `(proposalId)`. Answers it as it stands then, and what became of its changes. */
export async function rebaseAction(proposalId: unknown): Promise<ActionOutcome<RebaseResult>> {
  return outcome(
    await act("proposal.rebase", z.object({ proposalId: id }), { proposalId }, async (ctx, v) => {
      const { version, said, setAside } = await rebaseProposal(ctx, v.proposalId);
      revalidatePath("/", "layout");
      return { version, said, proposal: await readProposal(ctx, v.proposalId), ...(setAside ? { set_aside: setAside } : {}) };
    }),
  );
}

/** Rejects a proposal whole: `(proposalId, reason)`. */
export async function rejectProposalAction(proposalId: unknown, reason: unknown): Promise<ActionOutcome<Proposal>> {
  return outcome(
    await act(
      "proposal.reject",
      z.object({ proposalId: id, input: rejectProposalSchema }),
      { proposalId, input: { reason } },
      async (ctx, v) => {
        await rejectProposal(ctx, v.proposalId, v.input.reason);
        revalidatePath("/", "layout");
        return readProposal(ctx, v.proposalId);
      },
    ),
  );
}

import type { Policy } from "@/lib/domain/policy";
import type { Risk } from "@/lib/domain/proposal";
import { approvalsNeeded, type Reviewed } from "@/lib/domain/review";

export type Approval = { needed: number; missing: number; sentence: string | null; yours: boolean };

/** Whoever asks: the person that their decisions count as; null for somebody who may only read. */
export type Asker = { who: string; edited: boolean } | null;

const NUMBER = ["nobody", "one person", "two people", "three people"];
const people = (n: number) => NUMBER[n] ?? `${n} people`;
const more = (n: number) => (n === 1 ? "one more person" : `${people(n).replace(/ (person|people)/, " more $1")}`);

/**
 * Who may still accept a change, in one sentence said to the asker: how many are missing, and whether the asker can be one of them. Null where nothing
 * is to say: one accept is enough, and the asker can give it. The editor of a text counts as its author.
 */
export function approvalOf(reviewed: Reviewed, risk: Risk, policy: Policy, asker: Asker): Approval {
  const needed = approvalsNeeded(policy, risk);
  const { missing, state } = reviewed;
  const accepted = asker !== null && (reviewed.accepted ?? []).includes(asker.who);
  const author = asker !== null && !policy.self_approval && (reviewed.authors ?? []).includes(asker.who);
  const open = missing > 0 && state !== "rejected" && state !== "blocked";
  const yours = asker !== null && open && !accepted && !author;
  const say = (sentence: string | null): Approval => ({ needed, missing, sentence, yours });
  if (!open) return say(needed > 1 && missing === 0 && state !== "rejected" ? `Accepted by ${people(needed)}, as the policy asks.` : null);
  if (reviewed.overruled !== undefined) return say(`The policy accepted this, and may not any more. ${reviewed.overruled}`);
  if (reviewed.lapsed && !author && !accepted)
    return say(`Somebody accepted this who may not decide here any more: needs ${more(missing)}.`);
  const started = state === "needs_second";
  if (author) {
    const because = asker.edited ? "You edited this" : "You started the dream, or sent the only session it rests on";
    const who = missing === 1 ? "someone else" : `${people(missing)} other than you`;
    return say(`${because}, so ${who} must accept it.`);
  }
  if (started)
    return say(
      accepted
        ? `Needs ${more(missing)}, not you.`
        : yours
          ? `Needs ${more(missing)}: you can be ${missing === 1 ? "that one" : "one of them"}.`
          : `Needs ${more(missing)}.`,
    );
  return say(needed > 1 ? `Of ${risk} risk: ${people(needed)} have to accept it.` : null);
}

import type { Considered } from "@/lib/domain/dream";
import type { SortedSession } from "@/lib/dreaming/local/candidate";
import { templateOf } from "@/lib/dreaming/local/errors/template";
import { masked } from "@/lib/dreaming/local/statements/particulars";
import { counted } from "@/lib/dreaming/local/words";

/** A reason that stands under so many kinds of task ("answer mismatch") says nothing about any. */
const MAX_KINDS = 2;

/**
 * The reasons that came with the outcomes of failed sessions, where they recur. They are whoever set the outcome's words and stand in no event, so no memory
 * may rest on them: they are told to the reviewer, who may write one.
 */
export function outcomeReasons(sessions: readonly SortedSession[]): { considered: Considered[]; note: string | null } {
  const failed = sessions.filter((s) => s.root === s.transcriptId && s.outcome.result === "failed");
  const groups = new Map<string, { shown: string[]; sessions: SortedSession[] }>();
  for (const session of failed) {
    const reason = session.outcome.note?.trim() ?? "";
    if (reason === "") continue;
    const { strictKey, strictShown } = templateOf(reason, [], () => false);
    if (!/\p{L}{3}/u.test(strictShown)) continue;
    const group = groups.get(strictKey) ?? { shown: [], sessions: [] };
    group.shown.push(strictShown);
    group.sessions.push(session);
    groups.set(strictKey, group);
  }
  const recurring = [...groups.values()]
    .filter((group) => group.sessions.length >= 2)
    .sort((a, b) => b.sessions.length - a.sessions.length || ((a.shown[0] ?? "") < (b.shown[0] ?? "") ? -1 : 1));
  const telling = recurring.filter((group) => kindsOf(group.sessions) <= MAX_KINDS);
  const considered = telling.map(({ shown, sessions: list }): Considered => {
    const cases = new Set(list.map((s) => s.case)).size;
    const words = masked([...shown].sort()[0] ?? "", true);
    return {
      text: `"${words}" (${counted(list.length, "session")} failed, ${counted(cases, "different case")})`,
      outcome: "dropped",
      rule: "outcome-reason",
    };
  });
  const explained = telling.reduce((sum, group) => sum + group.sessions.length, 0);
  if (explained === 0) return { considered, note: null };
  return {
    considered,
    note: `Of ${counted(failed.length, "failed session")} ${explained} share a reason that came with the outcome. It stands in no session, so no memory rests on it; what was considered lists them.`,
  };
}

/** Kinds of task by their names without the number at the end; a task that is only a number has no kind. */
function kindsOf(sessions: readonly SortedSession[]): number {
  return new Set(sessions.map((s) => (s.task ?? "").replace(/[\s_.:#-]*\d+$/, ""))).size;
}

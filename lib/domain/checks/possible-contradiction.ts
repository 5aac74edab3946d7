import { type Check, shown } from "@/lib/domain/checks/check";

/** The engine says that code cannot tell an update from another fact: a person reads both. */
export const possibleContradiction: Check = (change) => {
  if (!change.possibleContradiction || (change.op !== "update" && change.op !== "create")) return [];
  const now = change.claims[0]?.text ?? change.after ?? "";
  const old = change.lost[0]?.text ?? change.memory?.content ?? "";
  const message =
    change.op === "create"
      ? `"${shown(now)}" may contradict something that is known already; the reason names it. If it is an update, both would stand beside each other.`
      : `"${shown(now)}" may contradict "${shown(old)}" or be about something else. If it is another fact, the old one would be lost.`;
  return [
    {
      check: "possible-contradiction",
      severity: "warn",
      message,
      ...(change.claims[0] ? { span: { start: change.claims[0].start, end: change.claims[0].end } } : {}),
    },
  ];
};

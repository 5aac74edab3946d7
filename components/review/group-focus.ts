/** The members that are drawn, in their order. */
export const membersOf = (root: ParentNode | null) => [...(root?.querySelectorAll<HTMLElement>("[data-member]") ?? [])];

/** Gives the focus to one of the members: the nearest there is to `at`. */
export function focusMember(root: ParentNode | null, at: number) {
  const members = membersOf(root);
  const member = members[Math.min(Math.max(at, 0), members.length - 1)];
  if (!member) return;
  for (const m of members) m.tabIndex = m === member ? 0 : -1;
  member.focus();
  member.scrollIntoView({ block: "nearest" });
}

/** Moves the focus among the members of the group that is open. */
export function moveInGroup(step: number) {
  const members = membersOf(document);
  focusMember(document, members.findIndex((m) => m.contains(document.activeElement)) + step);
}

/** The member that has the focus, or a part of it. */
export const focusedMember = () => document.activeElement?.closest<HTMLElement>("[data-member]")?.dataset.member;

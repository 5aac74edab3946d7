"use client";

import { useMemo, useState } from "react";
import { focusedMember, moveInGroup } from "@/components/review/group-card";
import { type Group, groupsOf } from "@/components/review/groups";
import { count } from "@/components/ui/labels";
import type { ReviewAction } from "@/lib/domain/keys";
import type { Change } from "@/lib/domain/views";

const NOBODY: ReadonlySet<string> = new Set();

type Needs = {
  /** In review order. */
  ordered: readonly Change[];
  selectedId: string | undefined;
  openId: string | undefined;
  onOpen: (id: string) => void;
  accept: (group: Group) => void;
  announce: (sentence: string) => void;
};

/** The groups of a proposal, the one that is open, and what the keys do while it is. */
export function useGroups({ ordered, selectedId, openId, onOpen, accept, announce }: Needs) {
  const [dropped, setDropped] = useState(NOBODY);
  const groups = useMemo(() => groupsOf(ordered, dropped), [ordered, dropped]);
  const group = groups.find((g) => g.id === openId);

  const take = () => {
    if (group) accept(group);
  };

  const drop = (id: string | undefined) => {
    const member = group?.members.find((c) => c.id === id);
    if (!group || !member) return;
    setDropped((all) => new Set(all).add(member.id));
    const left = group.members.length - 1;
    announce(left < 2 ? "Taken out. What is left is decided one by one." : `Taken out. ${count(left, "change")} left in the group.`);
  };

  /** Opens the group of the change that is shown, else the first; accepts the one that is open. */
  const openOrTake = () => {
    if (group) return take();
    const next = groups.find((g) => g.members.some((c) => c.id === selectedId)) ?? groups[0];
    if (!next) return announce("No changes of low risk wait that could be decided together.");
    onOpen(next.id);
    announce(`${next.label}: ${count(next.members.length, "change")}. Read them, then accept them together.`);
  };

  /** True when the key belonged to the group that is open: the change behind it is not decided by accident. */
  const act = (action: ReviewAction): boolean => {
    if (action === "group") openOrTake();
    else if (!group) return false;
    else if (action === "next") moveInGroup(1);
    else if (action === "previous") moveInGroup(-1);
    else if (action === "drop") drop(focusedMember());
    else if (["accept", "reject", "edit", "later", "clear", "view"].includes(action))
      announce("A group is open: accept it as a whole, take changes out, or go back to one by one with Escape.");
    else return false;
    return true;
  };

  return { groups, group, take, drop, act };
}

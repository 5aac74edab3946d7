"use client";

import { useMemo, useState } from "react";
import { focusedMember, moveInGroup } from "@/components/review/group-focus";
import { type Group, groupsOf, PICKED, pickedGroup, pickProblem, stillPicked } from "@/components/review/groups";
import { count } from "@/components/ui/labels";
import type { ReviewAction } from "@/lib/domain/keys";
import type { Change } from "@/lib/domain/views";

/** What is done to one change and not while a group is open. */
const ONE_BY_ONE: readonly ReviewAction[] = [
  "accept",
  "reject",
  "edit",
  "later",
  "clear",
  "pick",
  "pick-next",
  "pick-previous",
  "view",
  "whole",
  "since",
];

const NOBODY: ReadonlySet<string> = new Set();

type Needs = {
  /** In review order. */
  ordered: readonly Change[];
  selectedId: string | undefined;
  /** The change above or below the one that is shown, inside the filter. */
  neighbour: (step: 1 | -1) => Change | undefined;
  onSelect: (id: string) => void;
  openId: string | undefined;
  onOpen: (id: string) => void;
  accept: (group: Group) => void;
  announce: (sentence: string) => void;
};

/** The groups of a proposal, the one that is open, and what the keys do while it is. */
export function useGroups({ ordered, selectedId, neighbour, onSelect, openId, onOpen, accept, announce }: Needs) {
  const [dropped, setDropped] = useState(NOBODY);
  const [picks, setPicks] = useState(NOBODY);
  const groups = useMemo(() => {
    const picked = pickedGroup(ordered, picks);
    return [...(picked ? [picked] : []), ...groupsOf(ordered, picks.size === 0 ? dropped : new Set([...dropped, ...picks]))];
  }, [ordered, dropped, picks]);
  const group = groups.find((g) => g.id === openId);

  const take = () => {
    if (!group) return;
    if (group.id === PICKED) setPicks(NOBODY);
    accept(group);
  };

  /** Picks the change that is shown, or lets it go; with a step also the one beside it, which is shown then. */
  const pick = (step?: 1 | -1) => {
    const here = ordered.find((c) => c.id === selectedId);
    if (!here) return;
    const members = stillPicked(ordered, picks);
    if (step === undefined && picks.has(here.id)) {
      setPicks(new Set(members.flatMap((c) => (c.id === here.id ? [] : [c.id]))));
      return announce(`Let go. ${members.length - 1} picked.`);
    }
    const next = step === undefined ? undefined : neighbour(step);
    if (step !== undefined && !next) return announce(step === 1 ? "This is the last change." : "This is the first change.");
    const all = [...members];
    for (const c of [here, ...(next ? [next] : [])]) {
      if (all.includes(c)) continue;
      const problem = pickProblem(c, all);
      if (problem) return announce(problem);
      all.push(c);
    }
    setPicks(new Set(all.map((c) => c.id)));
    if (next) onSelect(next.id);
    announce(`${all.length} picked.${all.length > 1 ? " Read them together, then accept them." : ""}`);
  };

  const drop = (id: string | undefined) => {
    const member = group?.members.find((c) => c.id === id);
    if (!group || !member) return;
    if (group.id === PICKED) setPicks(new Set(group.members.flatMap((c) => (c === member ? [] : [c.id]))));
    else setDropped((all) => new Set(all).add(member.id));
    const left = group.members.length - 1;
    announce(left < 2 ? "Taken out. What is left is decided one by one." : `Taken out. ${count(left, "change")} left in the group.`);
  };

  /** Opens the group of the change that is shown, else the first; accepts the one that is open. */
  const openOrTake = () => {
    if (group) return take();
    // What a person picked is what they mean.
    const next = groups.find((g) => g.id === PICKED || g.members.some((c) => c.id === selectedId)) ?? groups[0];
    if (!next) return announce("No changes of low risk wait that could be decided together.");
    onOpen(next.id);
    announce(`${next.label}: ${count(next.members.length, "change")}. Read them, then accept them together.`);
  };

  /** True when the key belonged to the group that is open: the change behind it is not decided by accident. */
  const act = (action: ReviewAction): boolean => {
    if (action === "group") openOrTake();
    else if (!group && action === "pick") pick();
    else if (!group && action === "pick-next") pick(1);
    else if (!group && action === "pick-previous") pick(-1);
    else if (!group) return false;
    else if (action === "next") moveInGroup(1);
    else if (action === "previous") moveInGroup(-1);
    else if (action === "drop") drop(focusedMember());
    else if (ONE_BY_ONE.includes(action))
      announce("A group is open: accept it as a whole, take changes out, or go back to one by one with Escape.");
    else return false;
    return true;
  };

  return { groups, picks, group, take, drop, act };
}

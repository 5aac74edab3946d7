"use client";

import { useCallback } from "react";
import { ChangedMemories, type ListedChange } from "@/components/history/changed-memories";
import type { LoadTexts } from "@/components/history/late-difference";
import { readDifferenceAction } from "@/lib/actions/memory";

type Props = { storeId: string; from: number; to: number; changes: readonly ListedChange[] };

/** The memories in which two versions differ; where they are many, a text is fetched when its row is opened. */
export function ComparedMemories({ storeId, from, to, changes }: Props) {
  const load = useCallback<LoadTexts>((path) => readDifferenceAction({ storeId, from, to, path }), [storeId, from, to]);
  return <ChangedMemories changes={changes} label="Memories that differ" tense="past" load={load} />;
}

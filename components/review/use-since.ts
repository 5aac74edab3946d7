"use client";

import { useEffect, useState } from "react";
import { type Baseline, baselineOf } from "@/components/review/since";
import type { Change } from "@/lib/domain/views";

/** What is new in the change to this person, and whether it is shown in the difference's place. */
export function useSince(change: Change | undefined, text: string | null, me: string) {
  // Written when a change is left, read when it is drawn: no drawing waits for it.
  const [looked] = useState(() => new Map<string, string | null>());
  const [openId, setOpenId] = useState<string>();
  const id = change?.id;
  const baseline: Baseline | undefined = change ? baselineOf(change, text, looked.get(change.id), me) : undefined;
  const mine = change?.decisions.at(-1)?.person_id === me;
  useEffect(() => {
    // Seen is what stood there first, until this person says something about what stands there now.
    if (id && (mine || !looked.has(id)) && !(baseline && !mine)) looked.set(id, text);
  }, [id, text, mine, looked, baseline]);
  const open = baseline !== undefined && openId === id;
  return { baseline, open, toggle: () => setOpenId(open ? undefined : id) };
}

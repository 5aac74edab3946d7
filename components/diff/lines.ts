"use client";

import { useEffect, useState } from "react";
import type { ChangeDiff } from "@/components/diff/change-diff";
import { patiently } from "@/components/ui/patiently";

let loaded: typeof ChangeDiff | undefined;
const load = async () => {
  loaded ??= (await import("@/components/diff/change-diff")).ChangeDiff;
  return loaded;
};

/**
 * The line view, fetched once `wanted`; undefined until it is here. Not by `dynamic`: what has shown that it waits is not drawn for another 300 ms
 * then, however soon it came.
 */
export function useLines(wanted: boolean): typeof ChangeDiff | undefined {
  const [lines, setLines] = useState(() => loaded);
  useEffect(() => {
    let gone = false;
    if (wanted && !lines) void patiently(load).then((view) => gone || setLines(() => view));
    return () => {
      gone = true;
    };
  }, [wanted, lines]);
  return wanted ? lines : undefined;
}

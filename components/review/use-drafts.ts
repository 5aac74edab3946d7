"use client";

import { useCallback, useEffect, useState } from "react";

const STORE = "reveille.draft.";

/**
 * Words that somebody is still writing, by change. They outlast a reload of the tab and a refused save, and end when they are saved or thrown away.
 * This browser keeps them, not the server: nobody else reads half a sentence.
 */
export function useDrafts(changeId: string | undefined) {
  const [drafts, setDrafts] = useState<Record<string, string>>({});
  useEffect(() => {
    const kept = changeId === undefined ? null : read(changeId);
    if (changeId !== undefined && kept !== null) setDrafts((all) => (changeId in all ? all : { ...all, [changeId]: kept }));
  }, [changeId]);
  const keep = useCallback((id: string, text: string | undefined) => {
    setDrafts((all) => {
      const { [id]: _, ...rest } = all;
      return text === undefined ? rest : { ...rest, [id]: text };
    });
    write(id, text);
  }, []);
  return { draft: changeId === undefined ? undefined : drafts[changeId], keep };
}

function read(id: string): string | null {
  try {
    return sessionStorage.getItem(STORE + id);
  } catch {
    return null;
  }
}

/** A full or forbidden storage costs the reload's safety, not the words on the screen. */
function write(id: string, text: string | undefined) {
  try {
    if (text === undefined) sessionStorage.removeItem(STORE + id);
    else sessionStorage.setItem(STORE + id, text);
  } catch {}
}

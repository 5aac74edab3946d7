"use client";

import { createContext, type ReactNode, use, useState } from "react";

// zod compiles its schemas with `new Function` where it may; the policy of our pages refuses that, and reports the attempt.
const zod = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
if (typeof window !== "undefined") zod.__zod_globalConfig = Object.assign(zod.__zod_globalConfig ?? {}, { jitless: true });

const Nonce = createContext("");

/** The nonce of this document's content security policy, for libraries that write style elements. */
export const useNonce = () => use(Nonce);

/** Keeps the first nonce for good: after a soft navigation the server names a newer one, which this document's policy refuses. */
export function NonceProvider({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [first] = useState(nonce);
  // react-remove-scroll, inside Radix dialogs and menus, reads this global for its style element.
  if (typeof window !== "undefined") (window as { __webpack_nonce__?: string }).__webpack_nonce__ = first;
  return <Nonce value={first}>{children}</Nonce>;
}

import { pathProblem } from "@/lib/domain/memory";
import type { EventType } from "@/lib/domain/transcript";

/** The folder in which a public agent's user speaks for themselves, with a slash at the end; null when nobody is known. */
export function userFolder(user: string | null): string | null {
  if (user === null || user.trim() === "") return null;
  const plain = `/users/${user}/`;
  return !user.includes("/") && pathProblem(`${plain}x`) === null ? plain : `/users/${encodeURIComponent(user)}/`;
}

/** True when every path of the change lies in that user's folder. */
export function underUserFolder(user: string | null, paths: readonly string[]): boolean {
  const folder = userFolder(user);
  return folder !== null && paths.length > 0 && paths.every((p) => p.startsWith(folder));
}

/** Whom a memory at this path is for: one user's folder with a slash at the end, or "" where it is for all. */
export const scopeOf = (path: string): string => /^\/users\/[^/]+\//.exec(path)?.[0] ?? "";

/** Events in which the agent speaks or acts: what may repeat external text. */
export const speaksForItself = (type: EventType): boolean =>
  type === "assistant" || type === "thinking" || type === "tool_call" || type === "note";

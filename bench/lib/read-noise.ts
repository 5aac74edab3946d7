import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dreamInMemory } from "@/bench/lib/dream-in-memory";
import type { DreamSession } from "@/lib/domain/dream";
import { eventsOf, type Line, session } from "@/lib/dreaming/local/test-sessions";

/** Memories of one data set, and how a person who read them judged each. */
export type Noise = { sessions: number; memories: number; useful: number; noise: number; unread: number };

/** The haystacks of a folder as sessions of a team's agent: long talks about anything, where little is meant to be kept. */
export function haystacks(folder: string): DreamSession[] {
  type File = { sessions: { session_id: string; messages: { role: string; content: string; created_at: string }[] }[] };
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const talks = files.sort().flatMap((name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as File).sessions);
  return talks.map(({ session_id, messages }, i) => {
    const lines = messages.map(({ role, content }): Line => (role === "user" ? { user: content } : { assistant: content }));
    const at = messages[0]?.created_at;
    return session(eventsOf(lines), {
      arrival: i + 1,
      externalId: session_id,
      audience: "team",
      startedAt: at ? `${at}Z` : null,
      receivedAt: "2026-12-31T00:00:00Z",
    });
  });
}

/** A memory's text by its hash, so that a judgement can be kept without the data. */
export const markOf = (text: string): string => createHash("sha256").update(text.trim()).digest("hex").slice(0, 10);

/** Dreams over the sessions and counts what a reader said of each memory; what nobody has read yet is printed. */
export async function readNoise(
  sessions: DreamSession[],
  useful: ReadonlySet<string>,
  noise: ReadonlySet<string>,
  say: (line: string) => void,
): Promise<Noise> {
  const { changes } = await dreamInMemory(sessions);
  const texts = changes.map((change) => change.after ?? "");
  const unread = texts.filter((text) => !useful.has(markOf(text)) && !noise.has(markOf(text)));
  for (const text of unread) say(`not read yet, ${markOf(text)}: ${JSON.stringify(text.trim().slice(0, 400))}`);
  return {
    sessions: sessions.length,
    memories: texts.length,
    useful: texts.filter((text) => useful.has(markOf(text))).length,
    noise: texts.filter((text) => noise.has(markOf(text))).length,
    unread: unread.length,
  };
}

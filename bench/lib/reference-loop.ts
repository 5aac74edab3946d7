import type Anthropic from "@anthropic-ai/sdk";
import type { DreamSession } from "@/lib/domain/dream";
import { Lanes } from "@/lib/dreaming/claude/lanes";
import { nearPairs } from "@/lib/dreaming/local/facts/near-pairs";

// The loop that one would write instead, for comparison in the same run: each session read once with a prompt of 600 tokens, facts made unique in code,
// then brought together with the memory by operations in three shards.
const EXTRACT = `You extract facts for an agent's memory. ${"Read the conversation with care and list every fact that is worth keeping. ".repeat(33)}`;
const RECONCILE = "Compare the new facts with the memory and answer with one operation for each: ADD, UPDATE, DELETE or NONE.";
const SHARDS = 3;
const signal = new AbortController().signal;

/** What the scripted model of this loop is asked and answers: the first sentence of each user's turn; an operation for each fact. */
export function answerOfLoop(user: string): Record<string, unknown> | null {
  if (user.startsWith("Conversation:"))
    return { facts: Array.from(user.matchAll(/^user: ([^.!?\n]*[.!?]?)/gm), (m) => m[1]?.trim() ?? "").filter(Boolean) };
  if (user.startsWith("Facts:")) return { operations: Array.from(user.matchAll(/^(\d+)\. /gm), (m) => ({ event: "ADD", id: m[1] })) };
  return null;
}

export async function referenceLoop(
  client: Anthropic,
  model: string,
  sessions: readonly DreamSession[],
  concurrency: number,
): Promise<number> {
  const lanes = new Lanes(concurrency);
  const ask = (system: string, content: string) =>
    lanes.run(signal, async () => {
      const message = await client.messages.create({ model, max_tokens: 16_000, system, messages: [{ role: "user", content }] });
      return JSON.parse(message.content.map((b) => (b.type === "text" ? b.text : "")).join(""));
    });
  const texts = sessions.map((s) =>
    s.events.filter((e) => e.type !== "system").map((e) => `${e.type === "user" ? "user" : "agent"}: ${e.text}`),
  );
  const extracted: { facts: string[] }[] = await Promise.all(texts.map((lines) => ask(EXTRACT, `Conversation:\n${lines.join("\n")}`)));
  const facts = extracted.flatMap((e) => e.facts);
  const gone = new Set(nearPairs(facts).map(([, shorter]) => shorter));
  const unique = facts.filter((_, i) => !gone.has(i));
  const size = Math.ceil(unique.length / SHARDS);
  const shards = Array.from({ length: SHARDS }, (_, i) => unique.slice(i * size, (i + 1) * size)).filter((s) => s.length > 0);
  await Promise.all(shards.map((shard) => ask(RECONCILE, `Facts:\n${shard.map((f, i) => `${i}. ${f}`).join("\n")}`)));
  return unique.length;
}

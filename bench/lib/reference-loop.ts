import type Anthropic from "@anthropic-ai/sdk";
import type { DreamSession } from "@/lib/domain/dream";
import type { SessionEvent } from "@/lib/domain/transcript";
import { Lanes } from "@/lib/dreaming/claude/lanes";

// The loop that one would write instead, for comparison in the same run: each session read once with a prompt of 600 tokens, facts made unique in code
// where nearly all their words are the same, then brought together with the memory by operations in three shards.
const EXTRACT = `You extract facts for an agent's memory. ${"Read the conversation with care and list every fact that is worth keeping. ".repeat(33)}`;
const RECONCILE = "Compare the new facts with the memory and answer with one operation for each: ADD, UPDATE, DELETE or NONE.";
const SHARDS = 3;
const MIN_JACCARD = 0.8;
const signal = new AbortController().signal;

/** The first sentence of a turn: the fact that pipelines are compared by. */
export const firstSentence = (turn: string): string => (/^[^.!?\n]*[.!?]?/.exec(turn.trim())?.[0] ?? "").trim();

/** What the scripted model of this loop is asked and answers: the first sentence of each user's turn; an operation for each fact. */
export function answerOfLoop(user: string): Record<string, unknown> | null {
  if (user.startsWith("Conversation:"))
    return { facts: Array.from(user.matchAll(/^user: ([^.!?\n]*[.!?]?)/gm), (m) => m[1]?.trim() ?? "").filter(Boolean) };
  if (user.startsWith("Facts:"))
    return { operations: Array.from(user.matchAll(/^(\d+)\. /gm), (m) => ({ operation: "ADD", fact: Number(m[1]) })) };
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
  const texts = sessions.map((s) => s.events.filter((e) => e.type !== "system").map(lineOf));
  const extracted: { facts: string[] }[] = await Promise.all(texts.map((lines) => ask(EXTRACT, `Conversation:\n${lines.join("\n")}`)));
  const unique = differing(extracted.flatMap((e) => e.facts));
  const size = Math.ceil(unique.length / SHARDS);
  const shards = Array.from({ length: SHARDS }, (_, i) => unique.slice(i * size, (i + 1) * size)).filter((s) => s.length > 0);
  await Promise.all(shards.map((shard) => ask(RECONCILE, `Facts:\n${shard.map((f, i) => `${i}. ${f}`).join("\n")}`)));
  return unique.length;
}

/** An event as chat messages have it: calls as JSON. */
export function lineOf({ type, text, tool }: SessionEvent): string {
  if (type === "tool_call")
    return `assistant: [{"function":{"arguments":${JSON.stringify(text)},"name":"${tool?.name ?? ""}"},"type":"function"}]`;
  return `${type === "tool_result" ? "tool" : type}: ${text}`;
}

function differing(facts: readonly string[]): string[] {
  const kept: { fact: string; words: Set<string> }[] = [];
  for (const fact of facts) {
    const words = new Set(fact.toLowerCase().match(/[\p{L}\p{N}]+/gu));
    const alike = (other: Set<string>) => {
      const both = [...words].filter((w) => other.has(w)).length;
      return both >= MIN_JACCARD * (words.size + other.size - both);
    };
    if (!kept.some((k) => alike(k.words))) kept.push({ fact, words });
  }
  return kept.map((k) => k.fact);
}

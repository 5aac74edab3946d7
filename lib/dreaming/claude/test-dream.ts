import { type ClaudeSettings, claudeSettingsSchema } from "@/lib/domain/claude";
import { allowed } from "@/lib/dreaming/claude/caps";
import { claudeClient } from "@/lib/dreaming/claude/client";
import { claudeEngine } from "@/lib/dreaming/claude/engine";
import type { Extraction } from "@/lib/dreaming/claude/extract";
import type { Caps, Ledger, PaidCall } from "@/lib/dreaming/claude/ledger";
import type { Operation, ReconcileAnswer } from "@/lib/dreaming/claude/operations";
import { loadPrices } from "@/lib/dreaming/claude/prices";

/** For tests and benchmarks only: a ledger in memory, and readers of the prompts for a scripted model. */
export type MemoryLedger = Ledger & { calls: PaidCall[]; answers: Map<string, unknown>; holds: Map<string, number> };

export function memoryLedger(): MemoryLedger {
  const calls: PaidCall[] = [];
  const answers = new Map<string, unknown>();
  const holds = new Map<string, number>();
  let made = 0;
  return {
    calls,
    answers,
    holds,
    recall: async (keys) => new Map(keys.flatMap((k) => (answers.has(k) ? [[k, structuredClone(answers.get(k))] as const] : []))),
    async book(call, kept, held) {
      calls.push(call);
      if (held !== null) holds.delete(held);
      if (kept) answers.set(kept.key, structuredClone(kept.answer));
    },
    async keep(entries) {
      for (const [key, value] of entries) if (!answers.has(key)) answers.set(key, structuredClone(value));
    },
    async hold(want, caps) {
      const all = (usd: number) => ({ dream: usd, store: usd, workspace: usd });
      const spent = calls.reduce((sum, c) => sum + (c.usd ?? 0), 0);
      const held = [...holds.values()].reduce((sum, usd) => sum + usd, 0);
      const usd = allowed(caps, all(spent + held), want);
      if (usd === null) return { id: null, spent: all(spent) };
      const id = `hold_${++made}`;
      holds.set(id, usd);
      return { id, usd };
    },
    async free(held) {
      holds.delete(held);
    },
  };
}

const NO_CAPS: Caps = { dream: null, store: null, workspace: null };

export function testEngine(
  url: string,
  key: string,
  ledger: Ledger,
  over: { settings?: Partial<ClaudeSettings>; caps?: Partial<Caps>; concurrency?: number } = {},
) {
  return claudeEngine({
    client: claudeClient(key, url),
    settings: { ...claudeSettingsSchema.parse({}), ...over.settings },
    ledger,
    prices: loadPrices(),
    caps: { ...NO_CAPS, ...over.caps },
    maxRemovedShare: 0.25,
    ...(over.concurrency === undefined ? {} : { concurrency: over.concurrency }),
    backoffMs: 1,
    pollMs: 5,
  });
}

export type ShownEvent = { seq: number; who: string; text: string };

/** The events of an extraction prompt, as the model sees them; null for another prompt. */
export function shownEvents(user: string): ShownEvent[] | null {
  const inside = /^<session-[0-9a-f]{8}[^>]*>\n([\s\S]*)\n<\/session-[0-9a-f]{8}>$/.exec(user)?.[1];
  if (inside === undefined) return null;
  return Array.from(inside.matchAll(/^\[(\d+) ([^\]]+)\] ([\s\S]*?)(?=\n\[\d+ [^\]]+\] |$(?![\s\S]))/gm), (m) => ({
    seq: Number(m[1]),
    who: m[2] ?? "",
    text: m[3] ?? "",
  }));
}

export type ShownCandidate = { n: number; kind: string; trust: string; day: string; statement: string };

/** The candidates of a reconcile prompt; null for another prompt. */
export function shownCandidates(user: string): ShownCandidate[] | null {
  const inside = /<candidates-[0-9a-f]{8}>\n([\s\S]*)\n<\/candidates-[0-9a-f]{8}>/.exec(user)?.[1];
  if (inside === undefined) return null;
  return Array.from(inside.matchAll(/^(\d+) (\w+) (\w+)(?: (\d{4}-\d\d-\d\d))?(?: \d+ sessions)?: (.*)$/gm), (m) => ({
    n: Number(m[1]),
    kind: m[2] ?? "",
    trust: m[3] ?? "",
    day: m[4] ?? "",
    statement: m[5] ?? "",
  }));
}

export type Script = {
  extract?: (events: ShownEvent[]) => Partial<Extraction["candidates"][number]>[];
  reconcile?: (candidates: ShownCandidate[], user: string) => Operation[] | ReconcileAnswer;
  prune?: (user: string) => unknown[];
};

/** A scripted model: what it is asked decides which part of the script answers. Without a part: nothing found, everything created. */
export function scripted(script: Script) {
  return ({ user }: { user: string }): Record<string, unknown> => {
    const events = shownEvents(user);
    if (events) return { candidates: script.extract?.(events) ?? [] };
    const candidates = shownCandidates(user);
    if (candidates) {
      const answer = script.reconcile?.(candidates, user) ?? candidates.map((c) => ({ op: "create" as const, candidates: [c.n] }));
      return Array.isArray(answer) ? { operations: answer } : answer;
    }
    return { operations: script.prune?.(user) ?? [] };
  };
}

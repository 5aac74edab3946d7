import { type ChatMessage, chatLines } from "@/lib/testing/factories";

/** Numbers below 1 that a seed decides: the same week every time. */
export type Dice = { next(): number; below(n: number): number; pick<T>(of: readonly T[]): T; chance(p: number): boolean };

/** mulberry32. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { next, below, pick: (of) => of[below(of.length)] as (typeof of)[number], chance: (p) => next() < p };
}

const TOPICS: readonly ((d: Dice) => string)[] = [
  (d) => `Please always answer in ${d.pick(["French", "German", "Dutch", "English"])}.`,
  (d) => `Always quote prices ${d.pick(["with VAT", "without VAT", "in euros", "in dollars"])}.`,
  (d) => `From now on, sign every reply with ${d.pick(["the shop's name", "your first name", "best wishes"])}.`,
  (d) => `Remember that our return period is ${d.pick([14, 30, 60])} days.`,
  (d) => `Remember that the warehouse closes at ${d.pick([16, 17, 18])}:00.`,
  (d) => `Never offer ${d.pick(["a discount", "free shipping", "a refund in cash"])} without asking me first.`,
];
const SMALL_TALK = ["Where is my parcel?", "What came in overnight?", "Thanks, that is all.", "Can you look at this one once more?"];

/** A tool that refuses a call in the same words, and the call that then works. */
function refusedCall(d: Dice, n: number): ChatMessage[] {
  const call = (id: string, args: object): ChatMessage =>
    ({
      role: "assistant",
      content: "",
      tool_calls: [{ id, type: "function", function: { name: "book_courier", arguments: JSON.stringify(args) } }],
    }) as ChatMessage;
  const parcel = 1_000 + d.below(9_000);
  return [
    call(`c${n}a`, { parcel, weight: `${1 + d.below(20)} kg` }),
    { role: "tool", content: "Error: weight must be a number of grams", tool_call_id: `c${n}a`, name: "book_courier" },
    call(`c${n}b`, { parcel, weight: 500 + d.below(9_000) }),
    { role: "tool", content: `{"booked": true, "parcel": ${parcel}}`, tool_call_id: `c${n}b`, name: "book_courier" },
  ];
}

/** Sessions in the format `chat` that begin within the hours before `until`, some of them about what lasts, most about the task at hand. */
export function sessionsBefore(d: Dice, until: Date, n: number, prefix: string): string {
  return chatLines(
    ...Array.from({ length: n }, (_, i) => {
      const begin = new Date(until.getTime() - (1 + d.below(6 * 3_600)) * 1_000).toISOString();
      const messages: ChatMessage[] = [{ role: "user", content: d.pick(SMALL_TALK) }];
      if (d.chance(0.4)) messages.push(...refusedCall(d, i));
      messages.push({ role: "assistant", content: "Done." });
      if (d.chance(0.7)) messages.push({ role: "user", content: d.pick(TOPICS)(d) }, { role: "assistant", content: "Of course." });
      return {
        id: `${prefix}-${i}`,
        created_at: begin,
        user: `person-${d.below(4)}`,
        task: `task-${d.below(12)}`,
        outcome: { result: d.pick(["succeeded", "failed", "unknown"]) },
        messages,
      };
    }),
  );
}

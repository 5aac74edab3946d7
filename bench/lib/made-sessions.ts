/** Sessions that look like work and are nobody's: the same ones each time, made as they are read, so that no file of their size is needed. */

const WORDS = 4_000;
const SYLLABLES = ["ba", "ren", "to", "mi", "sal", "ko", "dur", "ve", "lin", "par", "su", "gra", "ne", "fol", "hi", "tam"];

/** Mulberry32: small, fast, and the same on every machine. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const vocabulary = (() => {
  const next = random(1);
  return Array.from({ length: WORDS }, () =>
    Array.from({ length: 1 + Math.floor(next() * 4) }, () => SYLLABLES[Math.floor(next() * SYLLABLES.length)]).join(""),
  );
})();

/** A few words are frequent and most are rare, as in any language. */
function sentence(next: () => number, words: number): string {
  const said = Array.from({ length: words }, () => vocabulary[Math.floor(next() ** 3 * WORDS)]);
  return `${said.join(" ")}.`;
}

type Message = { role: string; content: string; tool_calls?: unknown[]; tool_call_id?: string; name?: string };

/** A question, a call, what it gave (most of the bytes), and an answer. */
function turn(next: () => number, n: number, words: number): Message[] {
  const call = {
    id: `c${n}`,
    type: "function",
    function: { name: "look_up", arguments: JSON.stringify({ order: Math.floor(next() * 1e6) }) },
  };
  return [
    { role: "user", content: sentence(next, words) },
    { role: "assistant", content: "", tool_calls: [call] },
    {
      role: "tool",
      tool_call_id: `c${n}`,
      name: "look_up",
      content: JSON.stringify({ status: "found", lines: sentence(next, words * 5) }),
    },
    { role: "assistant", content: sentence(next, words) },
  ];
}

/** One line of the `chat` format. */
export function madeSession(n: number, turns: number, words: number): string {
  const next = random(n + 2);
  const messages = Array.from({ length: turns }, (_, i) => turn(next, i, words)).flat();
  const created_at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  return `${JSON.stringify({ id: `made-${n}`, created_at, user: `user-${n % 500}`, success: n % 3 !== 0, messages })}\n`;
}

/** Lines until there are this many bytes; at least one. */
export function* madeLines(bytes: number, turns: number, words: number): Generator<Buffer> {
  for (let n = 0, made = 0; made < bytes; n++) {
    const line = Buffer.from(madeSession(n, turns, words));
    made += line.length;
    yield line;
  }
}

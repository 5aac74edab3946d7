/**
 * Attempts to sign in, counted in this process: per email and address, per email, and per address. An attempt counts when it begins, so that
 * many at once do not slip through; a right password takes its pair's count back.
 */
const WINDOW_MS = 15 * 60_000;
const LIMITS = { pair: 10, email: 50, address: 200 } as const;
/** Bounded: beyond this the oldest counts are forgotten. */
const MAX_ENTRIES = 20_000;

type Count = { attempts: number; until: number };
const held = globalThis as unknown as { reveilleAttempts?: Map<string, Count> };

function counts(): Map<string, Count> {
  held.reveilleAttempts ??= new Map();
  return held.reveilleAttempts;
}

const keysOf = (email: string, address: string) => ({
  pair: `p\n${email.slice(0, 254)}\n${address.slice(0, 100)}`,
  email: `e\n${email.slice(0, 254)}`,
  address: `a\n${address.slice(0, 100)}`,
});

/** Counts an attempt. 0: go on; else the seconds to wait, and the password must not be looked at. */
export function admitAttempt(email: string, address: string, nowMs: number = Date.now()): number {
  const keys = keysOf(email, address);
  let waitMs = 0;
  for (const kind of ["pair", "email", "address"] as const) {
    const count = counts().get(keys[kind]);
    if (count && count.until > nowMs && count.attempts >= LIMITS[kind]) waitMs = Math.max(waitMs, count.until - nowMs);
  }
  if (waitMs > 0) return Math.ceil(waitMs / 1000);
  for (const key of Object.values(keys)) {
    const count = counts().get(key);
    if (count && count.until > nowMs) count.attempts += 1;
    else remember(key, { attempts: 1, until: nowMs + WINDOW_MS });
  }
  return 0;
}

/** Takes an attempt back: the password was right. */
export function forgiveAttempt(email: string, address: string): void {
  const keys = keysOf(email, address);
  counts().delete(keys.pair);
  for (const key of [keys.email, keys.address]) {
    const count = counts().get(key);
    if (count) count.attempts = Math.max(0, count.attempts - 1);
  }
}

function remember(key: string, count: Count): void {
  const all = counts();
  all.delete(key);
  all.set(key, count);
  if (all.size <= MAX_ENTRIES) return;
  const [oldest] = all.keys();
  if (oldest !== undefined) all.delete(oldest);
}

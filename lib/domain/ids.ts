/** Every id is an opaque string with a prefix that names its kind, `prp_` + 32 hex digits of a UUIDv7, the same in the database, the API and the URL. */
export const ID_PREFIX = {
  workspace: "wsp",
  person: "per",
  link: "lnk",
  key: "key",
  agent: "agt",
  store: "sto",
  import: "imp",
  transcript: "trn",
  memory: "mem",
  memoryRevision: "mrv",
  dream: "drm",
  proposal: "prp",
  change: "chg",
  decision: "dec",
  changeRebase: "rbs",
  evidence: "evi",
  rejection: "rej",
  delivery: "dlv",
  call: "cal",
  hold: "hld",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

let lastMs = 0;
let counter = 0;

/**
 * A new time-ordered id: 48 bits of milliseconds, then a 12-bit counter and 62 random bits (RFC 9562, version 7, method 1). Ids that one process makes
 * sort in the order in which they were made: decisions of one millisecond are read back in their order.
 */
export function newId(kind: IdKind, now: number = Date.now()): string {
  counter = now > lastMs ? 0 : counter + 1;
  // A clock that stands still or goes back does not reorder; a full counter borrows the next millisecond.
  lastMs = Math.max(now, lastMs) + (counter > 0xfff ? 1 : 0);
  if (counter > 0xfff) counter = 0;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(lastMs / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = 0x70 | (counter >> 8);
  bytes[7] = counter & 0xff;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return `${ID_PREFIX[kind]}_${hex(bytes)}`;
}

/** True when `value` looks like an id of this kind: a cheap check before a query. */
export function isId(kind: IdKind, value: string): boolean {
  return new RegExp(`^${ID_PREFIX[kind]}_[0-9a-f]{32}$`).test(value);
}

import { expect, it } from "vitest";
import { parseQuote, paths } from "@/lib/paths";

it("the address of an event far into a session says so to the server too; one near its start, and a quote, need not", () => {
  expect(paths.transcript("trn_1", { seq: 9_000 })).toBe("/transcripts/trn_1?event=9000#event-9000");
  expect(paths.transcript("trn_1", { seq: 3 })).toBe("/transcripts/trn_1#event-3");
  const quoted = paths.transcript("trn_1", { revision: 2, seq: 9_000, quote: { start: 4, end: 9 } });
  expect(quoted).toBe("/transcripts/trn_1?revision=2&quote=9000.4-9#event-9000");
  expect(parseQuote(new URL(quoted, "http://x").searchParams.get("quote") ?? undefined)).toEqual({ seq: 9_000, start: 4, end: 9 });
});

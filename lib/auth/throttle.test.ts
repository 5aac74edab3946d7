import { beforeEach, describe, expect, it } from "vitest";
import { admitAttempt, forgiveAttempt } from "@/lib/auth/throttle";

const held = globalThis as unknown as { reveilleAttempts?: Map<string, unknown> };
beforeEach(() => {
  held.reveilleAttempts = undefined as never;
});
const MINUTE = 60_000;

describe("attempts to sign in", () => {
  it("the eleventh from one address for one email waits until the quarter of an hour is over", () => {
    for (let i = 0; i < 10; i++) expect(admitAttempt("a@x.org", "1.1.1.1", i)).toBe(0);
    expect(admitAttempt("a@x.org", "1.1.1.1", 5 * MINUTE)).toBe(600);
    expect(admitAttempt("a@x.org", "1.1.1.1", 15 * MINUTE + 1)).toBe(0);
  });

  it("another address is not held up, until the email itself has seen 50", () => {
    for (let i = 0; i < 50; i++) expect(admitAttempt("a@x.org", `1.1.1.${i}`, 0)).toBe(0);
    expect(admitAttempt("a@x.org", "2.2.2.2", 0)).toBeGreaterThan(0);
    expect(admitAttempt("b@x.org", "2.2.2.2", 0)).toBe(0);
  });

  it("one address that tries many emails is stopped", () => {
    for (let i = 0; i < 200; i++) expect(admitAttempt(`p${i}@x.org`, "1.1.1.1", 0)).toBe(0);
    expect(admitAttempt("next@x.org", "1.1.1.1", 0)).toBeGreaterThan(0);
  });

  it("a right password starts the count anew", () => {
    for (let i = 0; i < 100; i++) {
      expect(admitAttempt("a@x.org", "1.1.1.1", 0)).toBe(0);
      forgiveAttempt("a@x.org", "1.1.1.1");
    }
  });

  it("remembers a bounded number of attempts", () => {
    for (let i = 0; i < 25_000; i++) admitAttempt(`p${i}@x.org`, `10.${i >> 8}.0.${i & 255}`, 0);
    expect(held.reveilleAttempts?.size).toBeLessThanOrEqual(20_000);
  });
});

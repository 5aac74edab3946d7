import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditEntry, auditHash, CHAIN_START, canonicalJson } from "@/lib/domain/audit";

const entry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
  workspaceId: "wsp_1",
  seq: 1,
  at: "2026-01-01T00:00:00.000Z",
  actor: { kind: "person", id: "per_1", name: "Ada", personId: "per_1" },
  action: "memory.pin",
  entity: "store",
  entityId: "sto_1",
  metadata: { b: 1, a: [1, { z: null, y: "é" }] },
  ...over,
});

/** The same object with its keys in another order, at every depth. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([k, v]) => [k, shuffled(v)]),
  );
}

describe("a row's hash", () => {
  it("is SHA-256 of the hash before it, a line end, and the entry with sorted keys", () => {
    const text = `${CHAIN_START}\n{"action":"memory.pin","actor":{"id":"per_1","kind":"person","name":"Ada","personId":"per_1"},"at":"2026-01-01T00:00:00.000Z","entity":"store","entityId":"sto_1","metadata":{"a":[1,{"y":"é","z":null}],"b":1},"seq":1,"workspaceId":"wsp_1"}`;
    expect(auditHash(CHAIN_START, entry())).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it.each([
    ["workspaceId", { workspaceId: "wsp_2" }],
    ["seq", { seq: 2 }],
    ["at", { at: "2026-01-01T00:00:00.001Z" }],
    ["actor", { actor: { kind: "person", id: "per_2", name: "Ada", personId: "per_1" } }],
    ["action", { action: "memory.unpin" }],
    ["entity", { entity: "change" }],
    ["entityId", { entityId: "sto_2" }],
    ["metadata", { metadata: { b: 1, a: [1, { z: null, y: "e" }] } }],
  ] as const)("covers %s", (_name, over) => {
    expect(auditHash(CHAIN_START, entry(over as Partial<AuditEntry>))).not.toBe(auditHash(CHAIN_START, entry()));
  });

  it("covers the hash before it", () => expect(auditHash("1".repeat(64), entry())).not.toBe(auditHash(CHAIN_START, entry())));

  it("is the same whatever order a database gives the keys in", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(auditHash(CHAIN_START, shuffled(entry()) as AuditEntry)).toBe(auditHash(CHAIN_START, entry()));
  });
});

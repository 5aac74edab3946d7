import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BaseMemory, DreamDraft, DreamSession } from "@/lib/domain/dream";
import type { MemoryKind } from "@/lib/domain/memory";
import { localEngine } from "@/lib/dreaming/local/engine";
import { UploadReader } from "@/lib/importers/read-upload";

const folder = join(process.cwd(), "prisma/seed-data");
const KINDS: Record<string, MemoryKind> = { facts: "fact", mistakes: "mistake", preferences: "preference", workflows: "workflow" };

function sessionsOf(file: string, agentId: string, audience: "team" | "public"): DreamSession[] {
  const reader = new UploadReader("auto");
  const items = [...reader.push(readFileSync(join(folder, file))), ...reader.end()];
  expect(items[0]).toEqual({ type: "format", format: "chat" });
  expect(items.filter((item) => item.type === "problem" || item.type === "unsupported")).toEqual([]);
  const sessions = items.flatMap((item) => (item.type === "session" ? [item.session] : []));
  return sessions.map((s, i) => ({
    transcriptId: `trn_${s.externalId}`,
    revision: 1,
    externalId: s.externalId ?? "",
    agentId,
    audience,
    user: s.user,
    task: s.task,
    startedAt: s.startedAt,
    receivedAt: "2026-11-21T06:00:00Z",
    arrival: (audience === "team" ? 1000 : 0) + i,
    parentTranscriptId: null,
    diverged: false,
    outcome: s.outcome ?? { result: "unknown", score: null, note: null },
    events: s.events,
  }));
}

function startingMemories(): BaseMemory[] {
  return Object.entries(KINDS).flatMap(([name, kind]) =>
    readdirSync(join(folder, "memory", name)).map((file) => ({
      memoryId: `mem_${name}_${file}`,
      path: `/${name}/${file}`,
      kind,
      content: readFileSync(join(folder, "memory", name, file), "utf8"),
      key: null,
      trust: "user" as const,
      evidenceAt: null,
      protected: false,
    })),
  );
}

const support = sessionsOf("sessions.jsonl", "agt_chat", "public");
const desk = sessionsOf("team-sessions.jsonl", "agt_desk", "team");
const memories = startingMemories();

function dream(): Promise<DreamDraft> {
  const sessions = [...support, ...desk].filter((s) => s.outcome.result !== "invalid");
  const run = {
    signal: new AbortController().signal,
    progress: () => Promise.resolve(),
    remember: <T>(_key: string, compute: () => Promise<T>) => compute(),
  };
  return localEngine.draft({ engine: "local", baseVersion: 2, memories, sessions, asOf: "2026-11-20T15:57:47Z", instructions: null }, run);
}

describe("the sample workspace", () => {
  test("has 29 sessions of the public agent with their outcomes, 6 of the team's, and 14 memories", () => {
    const count = (result: string) => support.filter((s) => s.outcome.result === result).length;
    expect([support.length, count("succeeded"), count("failed"), count("unknown"), count("invalid")]).toEqual([29, 20, 6, 2, 1]);
    expect([desk.length, memories.length]).toEqual([6, 14]);
  });

  test("runs forward in time, within each session and from one to the next", () => {
    for (const sessions of [support, desk]) {
      const times = sessions.flatMap((s) => [s.startedAt, ...s.events.map((e) => e.at)]).map((at) => Date.parse(at ?? ""));
      expect(times.every((t, i) => i === 0 || t >= (times[i - 1] ?? Number.POSITIVE_INFINITY))).toBe(true);
    }
  });

  test("makes a dream propose what is planted, and nothing else", async () => {
    const { changes } = await dream();
    expect(changes.map((c) => `${c.op} ${c.path}`).sort()).toEqual([
      "create /facts/general/carrier-wheels.md",
      "create /mistakes/change-address/order-is-already-packed.md",
      "create /mistakes/check-stock/unknown-sku-variant-is-required.md",
      "create /mistakes/create-return-label/parcel-weight-is-missing.md",
      "create /mistakes/find-customer-by-email/customer-not-found.md",
      "create /mistakes/refund-order/refund-exceeds-amount-paid-by-card.md",
      "create /preferences/customer-reports-bent-wheel-ask.md",
      "create /preferences/promise-delivery-date-frames.md",
      "create /preferences/replies-without-exclamation-marks.md",
      "delete /facts/free-shipping.md",
      "merge /facts/return-period.md",
      "update /facts/warehouse-cut-off.md",
      "update /preferences/lost-parcels.md",
      "update /preferences/prices.md",
    ]);
    const after = (path: string) => changes.find((c) => c.path === path)?.after;
    expect(after("/facts/warehouse-cut-off.md")).toContain("15:00");
    expect(after("/preferences/lost-parcels.md")).toContain("15 euro");
    expect(changes.filter((c) => c.possibleContradiction).map((c) => c.path)).toEqual(["/preferences/prices.md"]);
  });

  test("lets nothing of the planted review become memory, though it stands in two sessions", async () => {
    const planted = support.filter((s) => s.events.some((e) => e.type === "tool_result" && e.text.includes("SYSTEM NOTE")));
    expect(planted.map((s) => s.externalId)).toEqual(["cv-48244", "cv-48309"]);
    for (const { path, after } of (await dream()).changes) expect(`${path} ${after}`).not.toMatch(/500|approval|SYSTEM NOTE|bestdeals4u/i);
  });

  test("lets no customer's particulars become memory", async () => {
    const text = (await dream()).changes.map((c) => `${c.path} ${c.after}`).join("\n");
    expect(text).not.toMatch(/FP-\d|\bC-\d{4}|@|\+\d{2} |cv-\d/);
  });
});

import { describe, expect, test } from "vitest";
import type { Evidence } from "@/lib/domain/evidence";
import { appliesByItself } from "@/lib/domain/policy-apply";
import { riskOf } from "@/lib/domain/risk";
import { computeSupport, NO_SUPPORT } from "@/lib/domain/support";
import type { OutcomeResult } from "@/lib/domain/transcript";

const session = (
  transcriptId: string,
  over: { parentTranscriptId?: string; user?: string; task?: string; result?: OutcomeResult } = {},
) => ({
  transcriptId,
  parentTranscriptId: over.parentTranscriptId ?? null,
  user: over.user ?? null,
  task: over.task ?? null,
  outcome: { result: over.result ?? ("unknown" as const), score: null, note: null },
});
const quote = (transcriptId: string, grounded = true): Evidence => ({
  source: "transcript",
  transcriptId,
  revision: 1,
  eventSeq: 0,
  start: 0,
  end: 1,
  quote: "x",
  trust: "user",
  grounded,
  at: null,
  supports: [],
});

describe("support", () => {
  test("many quotes of one session are one, a thread counts with its parent, ungrounded and invalid not at all", () => {
    const sessions = [
      session("a", { result: "failed", user: "u", task: "t" }),
      session("b", { parentTranscriptId: "a", result: "succeeded" }),
      session("c", { result: "invalid" }),
      session("d", { result: "succeeded", user: "u" }),
      session("e"),
    ];
    const support = computeSupport([quote("a"), quote("a"), quote("b"), quote("c"), quote("d"), quote("e", false)], sessions);
    expect(support).toEqual({ sessions: 2, cases: 2, users: 1, tasks: 1, succeeded: 1, failed: 1, unknown: 0 });
  });
  test("sessions of one case are one case", () => {
    const support = computeSupport(
      [quote("a"), quote("b"), quote("c")],
      [session("a"), session("b"), session("c")],
      new Map([
        ["a", 1],
        ["b", 1],
      ]),
    );
    expect(support).toMatchObject({ sessions: 3, cases: 2, unknown: 3 });
  });
  test("parents that point at each other end somewhere", () => {
    expect(
      computeSupport([quote("a"), quote("b")], [session("a", { parentTranscriptId: "b" }), session("b", { parentTranscriptId: "a" })])
        .sessions,
    ).toBeGreaterThan(0);
  });
});

test.each([
  ["review", [], false],
  ["auto-clean", ["note"], true],
  ["auto-clean", ["note", "warn"], false],
  ["auto", ["warn", "note"], true],
  ["auto", ["block"], false],
] as const)("policy %s with %j: %s", (mode, severities, applies) => {
  expect(appliesByItself({ mode }, { findings: severities.map((severity) => ({ severity })) })).toBe(applies);
});

test("risk: a block or a removal is high, a warning or an update medium, a clean new memory low", () => {
  const clean = {
    op: "create",
    findings: [],
    support: { ...NO_SUPPORT, sessions: 3, cases: 3, succeeded: 2, failed: 1 },
    trust: "user",
    removed: 0,
    lost: 0,
    added: 1,
    previouslyRejected: false,
  } as const;
  expect(riskOf(clean)).toEqual({
    risk: "low",
    reasons: ["A new memory without findings that hold it back, with 3 independent sessions behind it."],
  });
  expect(riskOf({ ...clean, op: "delete", added: 0 }).risk).toBe("high");
  expect(riskOf({ ...clean, op: "update", lost: 1 }).risk).toBe("medium");
  expect(riskOf({ ...clean, findings: [{ check: "secret", severity: "block", message: "" }] })).toEqual({
    risk: "high",
    reasons: ["Stopped by secret."],
  });
  expect(
    riskOf({
      ...clean,
      findings: [
        { check: "personal", severity: "warn", message: "" },
        { check: "relative-date", severity: "warn", message: "" },
      ],
    }).reasons,
  ).toEqual(["Warned about by personal and relative-date."]);
});

import { describe, expect, test } from "vitest";
import type { DreamSession } from "@/lib/domain/dream";
import type { DraftEvidence } from "@/lib/domain/evidence";
import { localEngine } from "@/lib/dreaming/local/engine";
import { run as dreamRun } from "@/lib/dreaming/local/test-sessions";
import { draft, findingsOf, input, memory, quote, session } from "@/lib/dreaming/test-drafts";

const said = (n: number, lines: readonly string[], startedAt: string | null, over: Partial<DreamSession> = {}) =>
  session(
    `trn_${n}`,
    lines.map((line) => ["user", line] as const),
    { startedAt, arrival: n, receivedAt: `2026-05-2${n}T00:00:00Z`, ...over },
  );

const OLD = "The limit is 100 euros.";
const NEW = "The limit is 250 euros.";

async function local(sessions: DreamSession[], memories = [] as ReturnType<typeof memory>[]) {
  const over = input(sessions, memories);
  const { changes } = await localEngine.draft(over, dreamRun());
  return { changes, findings: await findingsOf(changes, over) };
}

describe("a new memory whose statement replaced another one of the same dream", () => {
  test("is noted when only the order of arrival tells which is newer", async () => {
    const { changes, findings } = await local([said(1, [OLD], null), said(2, [NEW], null)]);
    expect(changes).toMatchObject([{ op: "create", after: "The limit is 250 euros.\n\nBefore: 100 euros.\n" }]);
    expect(findings).toContain("undated note");
  });

  test.each([
    ["one of them has no time", null, "2026-05-02T00:00:00Z"],
    ["the other has none", "2026-05-02T00:00:00Z", null],
    ["both have the same time", "2026-05-02T00:00:00Z", "2026-05-02T00:00:00Z"],
  ])("is noted when %s", async (_, first, second) => {
    const { changes, findings } = await local([said(1, [OLD], first), said(2, [NEW], second)]);
    expect(changes[0]?.after).toContain("Before: ");
    expect(findings).toContain("undated note");
  });

  test("is not noted when times tell, or when both stand in one session", async () => {
    const dated = await local([said(1, [OLD], "2026-05-01T00:00:00Z"), said(2, [NEW], "2026-05-02T00:00:00Z")]);
    expect(dated.changes[0]?.after).toContain("Before: 100 euros");
    expect(dated.findings).not.toContain("undated note");
    const one = await local([said(1, [OLD, NEW], null)]);
    expect(one.changes[0]?.after).toContain("Before: 100 euros");
    expect(one.findings).not.toContain("undated note");
    expect((await local([said(1, [NEW], null)])).findings).not.toContain("undated note");
  });

  test("an update is noted too when two statements of the dream that replace a dated memory are equally old", async () => {
    const at = "2026-05-02T00:00:00Z";
    const known = memory("/facts/limit.md", "The limit is 50 euros.\n", { key: "slot|general|limit", evidenceAt: "2026-01-01T00:00:00Z" });
    const { changes, findings } = await local([said(1, [OLD], at), said(2, [NEW], at)], [known]);
    expect(changes).toMatchObject([{ op: "update", after: expect.stringContaining("Before: 100 euros; 50 euros") }]);
    expect(findings).toContain("undated note");
  });

  test("any engine's text is read so, whether or not its quotes say what they support", async () => {
    const sessions = [said(1, [OLD], null), said(2, [NEW], null)];
    const change = (evidence: DraftEvidence[]) =>
      draft({ op: "create", path: "/facts/limit.md", after: `${NEW}\n\nBefore: 100 euros.\n`, evidence });
    expect(await findingsOf([change([quote("trn_2", 0, NEW), quote("trn_1", 0, OLD)])], input(sessions))).toContain("undated note");
  });
});

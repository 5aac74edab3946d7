import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { describe, expect, test } from "vitest";
import type { BaseMemory } from "@/lib/domain/dream";
import type { Candidate } from "@/lib/dreaming/claude/candidates";
import { composedMerge } from "@/lib/dreaming/claude/merge-text";
import { Drafting, type Operation, operationsSchema, settle } from "@/lib/dreaming/claude/operations";
import { pruneDrafts } from "@/lib/dreaming/claude/suspects";

const memory = (path: string, content: string): BaseMemory => ({
  memoryId: path,
  path,
  kind: "fact",
  content,
  key: null,
  trust: "user",
  evidenceAt: null,
  protected: false,
});
const said = (n: number, statement: string, over: Partial<Candidate> = {}): Candidate => ({
  n,
  kind: "preference",
  statement,
  asSaid: false,
  evidence: [],
  trust: "user",
  at: `2026-04-0${n}T10:00:00Z`,
  arrival: n,
  sessions: [`tr_${n}`],
  folder: null,
  person: null,
  ...over,
});
const taken = (operations: Operation[], candidates: Candidate[], memories: BaseMemory[] = []) => {
  const drafting = new Drafting(memories, []);
  drafting.take({ operations }, { candidates, memories });
  return { changes: drafting.changes(), considered: drafting.considered };
};

describe("operations of a model", () => {
  test("a merge that names candidates loses none of them", () => {
    const memories = [memory("/a.md", "We ship on Mondays."), memory("/b.md", "We ship on Mondays!")];
    const merge: Operation = { op: "merge", candidates: [1], path: "/a.md", sources: ["/b.md"] };
    const { considered } = taken([merge], [said(1, "They close at 6 pm.")], memories);
    expect(considered).toContainEqual({ text: "They close at 6 pm.", outcome: "dropped", rule: "not-chosen" });
  });

  test("two customers of a public agent do not contradict each other, and neither's notes are the other's", () => {
    const [anna, ben] = [
      said(1, "Wants invoices by post.", { folder: "/users/anna/" }),
      said(2, "Wants invoices by mail.", { folder: "/users/ben/" }),
    ];
    const created = taken([{ op: "create", candidates: [1, 2] }], [anna, ben]).changes.map((c) => c.path);
    expect(created.map((p) => p.split("/")[2]).sort()).toEqual(["anna", "ben"]);
    const annas = memory("/users/anna/preferences/invoices.md", "Wants invoices by mail.");
    for (const op of ["keep", "update"] as const) {
      const { changes } = taken([{ op, candidates: [2], path: annas.path }], [ben], [annas]);
      expect(changes.map((c) => [c.op, c.path.startsWith("/users/ben/")])).toEqual([["create", true]]);
    }
  });

  test("what members of a team say of themselves is settled for each, what they say of the team against each other", () => {
    const mine = (n: number, statement: string, person: string) => said(n, statement, { person });
    const both = [mine(1, "I want invoices by post.", "anna"), mine(2, "I want invoices by mail.", "ben")];
    const kept = taken([{ op: "create", candidates: [1, 2] }], both);
    expect(kept.changes.map((c) => c.after).sort()).toEqual(["I want invoices by mail.", "I want invoices by post."]);
    const team = [said(1, "We close at 6 pm."), said(2, "We close at 8 pm.")];
    expect(taken([{ op: "create", candidates: [1, 2] }], team).changes.map((c) => c.after)).toEqual(["We close at 8 pm."]);
    const one = [mine(1, "I want invoices by post.", "anna"), mine(2, "I want invoices by mail.", "anna")];
    expect(taken([{ op: "create", candidates: [1, 2] }], one).changes.map((c) => c.after)).toEqual(["I want invoices by mail."]);
  });

  test("nobody's word about themselves changes, removes or stands for what another said of themselves", () => {
    const annas: BaseMemory = {
      ...memory("/preferences/invoices.md", "The user said: “I want invoices by post.”"),
      kind: "preference",
      users: ["anna"],
    };
    const ben = said(2, "I want invoices by mail.", { person: "ben" });
    for (const op of ["keep", "update", "delete"] as const) {
      const { changes } = taken([{ op, candidates: [2], path: annas.path }], [ben], [annas]);
      expect(changes.every((c) => c.op === "create" && c.path !== annas.path)).toBe(true);
    }
    const anna = said(3, "I want invoices by mail.", { person: "anna" });
    expect(taken([{ op: "update", candidates: [3], path: annas.path }], [anna], [annas]).changes.map((c) => c.op)).toEqual(["update"]);
  });

  test("memories of two customers, or of two people about themselves, never become one", () => {
    const folders = [memory("/users/anna/a.md", "Wants invoices by post."), memory("/users/ben/a.md", "Wants invoices by post.")];
    const people = [
      { ...memory("/a.md", "I want invoices by post."), users: ["anna"] },
      { ...memory("/b.md", "I want invoices by post."), users: ["ben"] },
    ];
    for (const memories of [folders, people]) {
      const [path = "", other = ""] = memories.map((m) => m.path);
      const { changes, considered } = taken([{ op: "merge", candidates: [], path, sources: [other] }], [], memories);
      expect(changes).toEqual([]);
      expect(considered.map((c) => c.rule)).toEqual(["of-different-people"]);
      const pruned = pruneDrafts({ operations: [{ op: "merge", path, sources: [other] }] }, memories, 5, "2026-11-01T00:00:00Z");
      expect(pruned).toMatchObject({ changes: [], considered: [{ rule: "of-different-people" }] });
    }
  });

  test("another value is never counted as the same statement", () => {
    const limit = (euros: number) => `The refund limit for orders of returning customers in Europe is ${euros} euros.`;
    const { winner, same, lost } = settle([said(1, limit(50)), said(2, limit(80))]);
    expect([winner.n, same.length, lost.map((c) => c.n)]).toEqual([2, 0, [1]]);
  });

  test.each(["/../up.md", "/a//b.md", "_index.md", "/."])("a path of the model's that no memory may have, %s, is not taken", (path) => {
    const [change] = taken([{ op: "create", candidates: [1], path }], [said(1, "Prefers short answers.")]).changes;
    expect(change?.path).toMatch(/^\/preferences\//);
  });

  test("words to replace are found with other quotation marks and over line breaks, and only where they stand once", () => {
    const update: Operation = { op: "update", candidates: [1], path: "/a.md", replaces: 'We say "hello" first.' };
    const content = "Greeting:\nWe say “hello”\nfirst. Then we ask.\n";
    expect(taken([update], [said(1, "We ask first.")], [memory("/a.md", content)]).changes[0]?.after).toBe(
      "Greeting:\nWe ask first. Then we ask.\n",
    );
    const both = taken([update], [said(1, "We ask first.")], [memory("/a.md", content + content)]);
    expect(both.considered.map((c) => c.rule)).toEqual(["words-not-found"]);
  });

  test("a schema has no references", () => {
    expect(JSON.stringify(zodOutputFormat(operationsSchema).schema)).not.toContain("$ref");
  });
});

describe("a merge in the memories' own words", () => {
  test("keeps a sentence with another value, and makes no item of a heading or of an item's marker", () => {
    const first = memory("/a.md", "# A\n\n- The limit for refunds of shoes is 50 euros.");
    const other = memory("/b.md", "# B\n\n- The limit for refunds of shoes is 80 euros.\n");
    expect(composedMerge(first, [other], "").after).toBe(
      "# A\n\n- The limit for refunds of shoes is 50 euros.\n- The limit for refunds of shoes is 80 euros.",
    );
  });
});

test("what a model prunes has to speak of an end that has come", () => {
  const memories = [memory("/a.md", "The limit is 50 euros."), memory("/b.md", "The sale runs until March 2026.")];
  const answer = {
    operations: [
      { op: "delete" as const, path: "/a.md", quote: "The limit is 50 euros." },
      { op: "delete" as const, path: "/b.md", quote: "until March 2026" },
    ],
  };
  const { changes, considered } = pruneDrafts(answer, memories, 5, "2026-11-01T00:00:00Z");
  expect(changes.map((c) => c.path)).toEqual(["/b.md"]);
  expect(considered).toContainEqual({ text: "delete /a.md", outcome: "dropped", rule: "no-evidence" });
});

import { describe, expect, test } from "vitest";
import type { Candidate } from "@/lib/dreaming/local/candidate";
import { applied, dream, memory, turns } from "@/lib/dreaming/local/facts/test-facts";
import { reconcile } from "@/lib/dreaming/local/reconcile";

describe("a newer statement", () => {
  test("changes one sentence of a hand-written memory and leaves every other byte", () => {
    const before =
      "---\ntitle: Shop\n---\n# Limits\r\n\r\n* Refunds: see below.\n* The refund limit is 50 euros\n* Gift cards expire after 2 years.  \n\n```\nThe refund limit is 50 euros.\n```\n";
    const { changes } = dream([turns(1, ["Our refund limit is now 80 euros."])], [memory("/shop.md", before)]);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      op: "update",
      path: "/shop.md",
      after: before.replace("* The refund limit is 50 euros\n", "* Our refund limit is now 80 euros\n"),
    });
    expect(changes[0]?.possibleContradiction).toBeUndefined();
    const [evidence] = changes[0]?.evidence ?? [];
    const [span] = evidence?.supports ?? [];
    expect(changes[0]?.after?.slice(span?.start, span?.end)).toBe("Our refund limit is now 80 euros");
  });

  test("fills the value behind a label", () => {
    const { changes } = dream(
      [turns(1, ["The refund limit was raised to 80 euros."])],
      [memory("/shop.md", "- **Refund limit:** 50 euros\n- Opening hours: 9-17\n")],
    );
    expect(changes).toMatchObject([{ op: "update", after: "- **Refund limit:** 80 euros\n- Opening hours: 9-17\n" }]);
  });

  test("with an amount may be about a label that has one", () => {
    const note = memory("/late.md", "Late check-out: 25 euros\n");
    expect(dream([turns(1, ["Late check-out costs 35 euros now."])], [note]).changes).toMatchObject([
      { op: "update", path: "/late.md", possibleContradiction: true },
    ]);
  });

  test("that only leads in with other words is already known", () => {
    const note = memory("/preferences/commits.md", "Use conventional commits. Open PRs as drafts.\n", { kind: "preference" });
    expect(dream([turns(1, ["In future, open PRs as drafts."])], [note]).changes).toEqual([]);
  });

  test("of which three people spoke says so, and of cases says nothing of people", () => {
    const said = (n: number, user: string | null) => turns(n, ["The code for magnesium is MG."], { user });
    expect(dream([said(1, null), said(2, null), said(3, null)]).changes[0]?.reason).toBe("Stated by the user in 3 sessions.");
    expect(dream([said(1, "a"), said(2, "b")]).changes[0]?.reason).toBe("Stated by the user in 2 sessions, by 2 different people.");
  });

  test("leaves the marks of quotes and check lists where they are", () => {
    const before = "> Refunds above 50 euros need approval.\n\n- [x] The retention period is 30 days.\n+ The gate code is 1111.\n";
    const said = ["Refunds above 80 euros need approval.", "The retention period is 60 days.", "The gate code is 2222."];
    expect(dream([turns(1, said)], [memory("/a.md", before)]).changes).toMatchObject([
      { after: "> Refunds above 80 euros need approval.\n\n- [x] The retention period is 60 days.\n+ The gate code is 2222.\n" },
    ]);
  });

  test("of another user at the same time is a doubt that the reason names; of the same user a matter of order", () => {
    const said = (n: number, user: string, days: number) =>
      turns(n, [`The retention period is ${days} days.`], { user, startedAt: "2026-04-01T00:00:00Z" });
    const two = dream([said(1, "a", 30), said(2, "b", 60)]).changes[0];
    expect(two).toMatchObject({ possibleContradiction: true, after: "The retention period is 60 days.\n\nBefore: 30 days.\n" });
    expect(two?.reason).toContain("Another session says “30 days”");
    expect(dream([said(1, "a", 30), said(2, "a", 60)]).changes[0]?.possibleContradiction).toBeUndefined();
  });

  test("two of them change one memory once", () => {
    const note = memory("/shop.md", "The refund limit is 50 euros. The gate code is 1111.\n");
    const { changes } = dream([turns(1, ["The refund limit is 80 euros."]), turns(2, ["The gate code is 2222."])], [note]);
    expect(changes).toMatchObject([{ op: "update", after: "The refund limit is 80 euros. The gate code is 2222.\n" }]);
  });

  test("keeps what the engine's own memory said before, and the source of it", () => {
    const first = turns(1, ["My favourite colour is red."]);
    const memories = applied([], dream([first]).changes, [first]);
    const { changes } = dream([turns(2, ["My favourite colour is blue."])], memories);
    expect(changes).toMatchObject([
      { op: "update", path: "/facts/user/favourite-colour.md", after: "The user said: “My favourite colour is blue.”\n\nBefore: red.\n" },
    ]);
    expect(changes[0]?.evidence.map((e) => e.source)).toEqual(["transcript", "memory"]);
  });

  test("of an instruction replaces the old words", () => {
    const { changes } = dream([turns(1, ["Always answer in English."]), turns(2, ["From now on answer in German."])]);
    expect(changes).toMatchObject([{ op: "create", path: "/preferences/answer-language.md", after: "From now on answer in German.\n" }]);
  });

  test("of an instruction replaces a line of a hand-written memory", () => {
    const note = memory("/style.md", "- Be brief.\n- Answer customers in English.\n", { kind: "preference" });
    expect(dream([turns(1, ["From now on, always answer customers in German."])], [note]).changes).toMatchObject([
      { op: "update", after: "- Be brief.\n- From now on, always answer customers in German.\n" },
    ]);
  });

  test("that says the same is already known", () => {
    const { changes, considered } = dream(
      [turns(1, ["Our refund limit is 50 euros."])],
      [memory("/shop.md", "The refund limit is 50 euros.\n")],
    );
    expect(changes).toEqual([]);
    expect(considered).toMatchObject([{ rule: "already-known" }]);
  });
});

describe("age", () => {
  const note = (evidenceAt: string | null) => [memory("/shop.md", "The refund limit is 50 euros.\n", { evidenceAt })];
  const said = [turns(10, ["The refund limit is 80 euros."])];
  test("an older statement does not beat the memory", () => {
    const { changes, considered } = dream(said, note("2026-02-01T00:00:00Z"));
    expect(changes).toEqual([]);
    expect(considered).toMatchObject([{ outcome: "dropped", rule: "older-than-memory" }]);
  });
  test.each([["2026-01-10T09:00:00Z"], ["2026-01-01T00:00:00Z"], [null]])(
    "an equally old, newer or undated one is drafted (memory of %s)",
    (at) => {
      expect(dream(said, note(at)).changes).toMatchObject([{ op: "update" }]);
    },
  );
  test("a statement without a time is drafted", () => {
    expect(dream([turns(10, ["The refund limit is 80 euros."], { startedAt: null })], note("2026-02-01T00:00:00Z")).changes).toMatchObject([
      { op: "update" },
    ]);
  });
  test("a time after receipt does not make it newer", () => {
    const early = turns(10, ["The refund limit is 80 euros."], { startedAt: "2030-01-01T00:00:00Z", receivedAt: "2026-01-20T00:00:00Z" });
    expect(dream([early], note("2026-02-01T00:00:00Z")).considered).toMatchObject([{ rule: "older-than-memory" }]);
  });
});

describe("a possible contradiction", () => {
  test("is an update that says so, and both texts are shown", () => {
    const { changes } = dream(
      [turns(1, ["Mira Holt is a potter who sells at the harbour market."])],
      [memory("/people.md", "Mira Holt is a nurse at the harbour clinic.\n")],
    );
    expect(changes).toMatchObject([{ op: "update", path: "/people.md", possibleContradiction: true }]);
    expect(changes[0]?.reason).toContain("Mira Holt is a nurse");
  });
  test("never shares a change with a sure one", () => {
    const note = memory("/people.md", "Mira Holt is a nurse at the harbour clinic. The refund limit is 50 euros.\n");
    const { changes } = dream(
      [turns(1, ["Mira Holt is a potter who sells at the harbour market."]), turns(2, ["The refund limit is 80 euros."])],
      [note],
    );
    expect(changes.map((c) => [c.op, c.possibleContradiction ?? false])).toEqual([
      ["update", false],
      ["create", true],
    ]);
  });
});

describe("what has a key", () => {
  const mistake = (over: Partial<Candidate> = {}): Candidate => ({
    key: "error|refund|x",
    kind: "mistake",
    path: "/mistakes/refund/x.md",
    text: "`refund` answers “too much”.\n",
    reason: "Seen 3 times.",
    statedAt: null,
    trust: "external",
    evidence: [],
    sessions: [],
    cases: 2,
    users: 2,
    errorPhrase: "too much",
    ...over,
  });
  test("is created, found again by its key wherever it stands, and not written twice", () => {
    expect(reconcile([mistake()], []).changes).toMatchObject([{ op: "create", path: "/mistakes/refund/x.md", errorPhrase: "too much" }]);
    const known = memory("/elsewhere.md", "Old words.\n", { kind: "mistake", key: "error|refund|x" });
    expect(reconcile([mistake()], [known]).changes).toMatchObject([{ op: "update", path: "/elsewhere.md" }]);
    expect(reconcile([mistake()], [{ ...known, content: mistake().text }]).considered).toMatchObject([{ rule: "already-known" }]);
  });
  test("does not take a path that something else has", () => {
    const other = memory("/mistakes/refund/x.md", "Something else.\n", { kind: "mistake", key: "error|other|y" });
    expect(reconcile([mistake()], [other]).changes).toMatchObject([{ op: "create", path: "/mistakes/refund/x-2.md" }]);
    expect(reconcile([mistake()], [memory("/mistakes", "A file.\n")]).changes).toMatchObject([
      { op: "create", path: "/mistakes-refund-x.md" },
    ]);
  });
  test("and was put into a person's own words stays theirs", () => {
    const theirs = memory("/mistakes/refund/x.md", "It says “too much”: ask first.\n", {
      kind: "mistake",
      key: "error|refund|x",
      protected: true,
    });
    expect(reconcile([mistake()], [theirs]).considered).toMatchObject([{ rule: "already-known" }]);
  });
});

test("2,000 memories and 5,000 statements take seconds, not minutes", () => {
  const names = ["Mira", "Tom", "Ivo", "Ada", "Lea", "Jon", "Eva", "Max", "Ida", "Udo"];
  const verbs = ["leads", "reviews", "paints", "restores", "sells", "archives", "measures", "repairs", "catalogues", "insures"];
  const sentence = (i: number) =>
    `${names[i % 10]} ${names[(i * 7 + 3) % 10]}son${i % 97} ${verbs[(i * 3) % 10]} the boats of harbour ${i % 89} in season ${i}.`;
  const memories = Array.from({ length: 2_000 }, (_, i) => memory(`/facts/${i}.md`, `${sentence(i)}\n`));
  const candidates = Array.from(
    { length: 5_000 },
    (_, i): Candidate => ({
      key: `fact|${i}`,
      kind: "fact",
      path: `/facts/new/${i}.md`,
      text: sentence(i * 3),
      reason: "",
      statedAt: null,
      trust: "user",
      evidence: [],
      sessions: [],
      cases: 1,
      users: 1,
    }),
  );
  const started = performance.now();
  expect(reconcile(candidates, memories).considered.length).toBe(5_000);
  const seconds = (performance.now() - started) / 1_000;
  console.log(`2,000 memories x 5,000 statements: ${seconds.toFixed(2)} s`);
  expect(seconds).toBeLessThan(30);
});

import { expect, it } from "vitest";
import { newsOf } from "@/components/review/live-news";
import type { Change, Decision, Proposal } from "@/lib/domain/views";

const by = (person_id: string): Decision => ({ verdict: "accept", by: person_id, person_id, at: "2026-11-20T10:00:00Z", via: "browser" });
const proposal = (...decisions: Decision[][]) =>
  ({
    status: "open",
    base_version: 1,
    changes: decisions.map((d, i) => ({
      id: `${i}`,
      op: "create",
      kind: "fact",
      path: `/${i}`,
      after: `Hall ${i} is closed.`,
      decisions: d,
    })) as Change[],
  }) as Proposal;

it("news is what others did: what one's own other tab sent is none", () => {
  const before = proposal([], []);
  expect(newsOf(before, proposal([by("me")], []), "me")).toBeNull();
  expect(newsOf(before, proposal([by("me")], [by("bo")]), "me")).toEqual({ text: "bo accepted: Hall 1 is closed.", changeId: "1" });
  expect(newsOf(before, proposal([by("ana")], [by("bo")]), "me")?.text).toBe("ana and bo took 2 decisions meanwhile.");
});

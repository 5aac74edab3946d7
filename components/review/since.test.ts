import { expect, it } from "vitest";
import { baselineOf } from "@/components/review/since";
import type { Change, Decision } from "@/lib/domain/views";

const decided = (verdict: Decision["verdict"], person_id: string, content?: string): Decision => ({
  verdict,
  by: person_id,
  person_id,
  at: "2026-10-01T09:00:00Z",
  via: "browser",
  ...(content === undefined ? {} : { content }),
});
const change = (decisions: Decision[], yours?: Change["yours"]) => ({ after: "drafted", decisions, ...(yours ? { yours } : {}) });

it("what is new counts from one's own last decision, else from what one looked at, else from what was proposed", () => {
  const yours = { verdict: "accept" as const, at: "2026-10-01T09:00:00Z", text: "drafted" };
  const byBo = decided("edit", "bo", "Bo's");
  expect(baselineOf(change([decided("accept", "me"), byBo], yours), "Bo's", "drafted", "me")?.words).toBe("since you accepted it");
  expect(baselineOf(change([byBo]), "Bo's", "drafted", "me")?.words).toBe("since you looked at it");
  expect(baselineOf(change([byBo]), "Bo's", undefined, "me")).toEqual({ text: "drafted", words: "since it was proposed" });
});

it("nothing is new in what one wrote, decided last, or saw as it is", () => {
  expect(baselineOf(change([decided("edit", "me", "mine")]), "mine", "drafted", "me")).toBeUndefined();
  expect(baselineOf(change([decided("edit", "me", "mine"), decided("accept", "bo")]), "mine", undefined, "me")).toBeUndefined();
  expect(baselineOf(change([decided("edit", "bo", "Bo's")]), "Bo's", "Bo's", "me")).toBeUndefined();
  expect(baselineOf(change([]), "drafted", undefined, "me")).toBeUndefined();
});

import { expect, test } from "vitest";
import type { Recovery } from "@/lib/dreaming/local/errors/recovery";
import { contrastSentence, mistakeReason, mistakeText } from "@/lib/dreaming/local/words";

const changed = (asked: boolean): Recovery => ({ kind: "changed", changed: ["zip"], added: [], leftOut: [], asked });
const nothing: Recovery = { kind: "nothing" };
const seen = { times: 3, atLeast: false, sessions: 3, cases: 3, succeeded: 3, failed: 0, unknown: 0 };
const text = (recoveries: Recovery[]) => mistakeText("find_user", "user not found", recoveries, null).split("\n")[4];

test.each([
  [[true, true, true], ", after the user was asked."],
  [[true, true, false], ", mostly after the user was asked."],
  [[true, false, false], "."],
])("that the user was asked is said of all, of most, or not at all: %j", (asked, end) => {
  expect(text(asked.map(changed))).toBe(`What went through: the call with a changed \`zip\`${end}`);
});

test("the reason says the same of its count", () => {
  expect(mistakeReason(seen, [changed(true), changed(true), changed(false)], null)).toContain("(the user was mostly asked first)");
  expect(mistakeReason(seen, [changed(true), changed(true)], null)).toContain("(the user was asked first)");
  expect(mistakeReason(seen, [changed(true), changed(false), changed(false)], null)).not.toContain("asked");
});

test("where most sessions saw no second try go through, the sentence says so", () => {
  expect(text([changed(false), nothing, nothing])).toBe("What went through, where a second try did: the call with a changed `zip`.");
  expect(text([changed(false), nothing])).toBe("What went through: the call with a changed `zip`.");
  expect(text([{ kind: "sibling", tool: "find_user_by_name" }, nothing, nothing])).toBe(
    "What worked instead, where something did: `find_user_by_name`.",
  );
});

test("a contrast without an exception is told without 'mostly'", () => {
  const of = (refused: number, accepted: number) =>
    contrastSentence({ argument: "size", feature: { kind: "absent" }, counts: { refused, ofRefused: 5, accepted, ofAccepted: 20 } });
  expect(of(5, 0)).toBe("Refused calls had no `size`; calls that went through had it.");
  expect(of(4, 2)).toBe("Refused calls mostly had no `size`; calls that went through mostly had it.");
});

import { expect, test } from "vitest";
import { callsOf } from "@/lib/dreaming/local/calls";
import { recoveryOf, trackOf } from "@/lib/dreaming/local/errors/recovery";
import { eventsOf, type Line } from "@/lib/dreaming/local/test-sessions";

const NO = { result: "Error: not possible" };
const YES = { result: "ok" };
const recovery = (...lines: Line[]) => {
  const events = eventsOf(lines);
  return recoveryOf(trackOf(callsOf({ events }), events), 0);
};
const book = (input: unknown) => ({ call: "book_room", input });

test("the same tool with changed, added and left out arguments", () => {
  expect(recovery(book({ room_id: "r1", amount: 1, note: "x" }), NO, book({ room_id: "r1", amount: 2, card: "c" }), YES)).toEqual({
    kind: "changed",
    changed: ["amount"],
    added: ["card"],
    leftOut: ["note"],
    asked: false,
  });
});

test("the user was asked only when the agent spoke and the user answered in between", () => {
  const asked = recovery(book({ amount: 1 }), NO, { assistant: "Which card?" }, { user: "the blue one" }, book({ amount: 2 }), YES);
  expect(asked).toMatchObject({ kind: "changed", asked: true });
  expect(recovery(book({ amount: 1 }), NO, { assistant: "One moment." }, book({ amount: 2 }), YES)).toMatchObject({ asked: false });
});

test("the same call again, with what stood between", () => {
  expect(
    recovery(
      { call: "Edit", input: { file: "a" } },
      NO,
      { call: "Read", input: { file: "a" } },
      YES,
      { call: "Edit", input: { file: "a" } },
      YES,
    ),
  ).toEqual({
    kind: "same-call",
    after: ["Read"],
    asked: false,
  });
});

test("a look-up of much the same name instead, unless something was written before", () => {
  const find = { call: "find_user_id_by_email", input: { email: "x" } };
  const other = { call: "find_user_id_by_name_zip", input: { zip: "1" } };
  expect(recovery(find, NO, other, YES)).toEqual({ kind: "sibling", tool: "find_user_id_by_name_zip" });
  expect(recovery(find, NO, book({ a: 1 }), YES, other, YES)).toEqual({ kind: "nothing" });
});

test("a write is never named as the cure of another write on another object", () => {
  const cancel = (order_id: string) => ({ call: "cancel_order", input: { order_id } });
  const modify = { call: "modify_order", input: { order_id: "#W1234567" } };
  expect(recovery(modify, NO, cancel("#W7654321"), YES)).toEqual({ kind: "nothing" });
  expect(recovery(modify, NO, cancel("#W1234567"), YES)).toEqual({ kind: "went-on", tool: "cancel_order", argument: "order_id" });
});

test("handed to a person", () => {
  expect(recovery(book({ a: 1 }), NO, { call: "transfer_to_human_agents", input: {} }, YES)).toEqual({ kind: "handed-over" });
});

test("another command is another step, not a second try", () => {
  const bash = (command: string) => ({ call: "Bash", input: { command } });
  expect(recovery(bash("golangci-lint run ./... --timeout 5m"), NO, bash("git commit -m 'tidy up the code'"), YES)).toEqual({
    kind: "nothing",
  });
});

test.each([
  ["find_user_id_by_email", "find_user_id_by_name_zip", true],
  ["find_customer_by_email", "find_customer_by_phone", true],
  ["search_orders", "search_orders_by_email", true],
  ["get_rating_reviews_for_hotels", "get_hotels_address", false],
  ["get_hotels_prices", "get_hotels_address", false],
  ["get_order_details", "get_user_details", false],
])("%s and %s look up one thing: %s", (refused, other, alike) => {
  const { kind } = recovery({ call: refused, input: { q: "a" } }, NO, { call: other, input: { p: "b" } }, YES);
  expect(kind).toBe(alike ? "sibling" : "nothing");
});

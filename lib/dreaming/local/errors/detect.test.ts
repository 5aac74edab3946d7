import { describe, expect, test } from "vitest";
import { toolError } from "@/lib/dreaming/local/errors/detect";

const result = (text: string, isError?: boolean) =>
  toolError({
    seq: 0,
    type: "tool_result",
    at: null,
    text,
    tool: { name: "t", callId: null, ...(isError === undefined ? {} : { isError }) },
    trust: "external",
  });

describe("a tool's answer is an error", () => {
  test.each([
    ["Error: order not found", "Error: order not found"],
    ["<tool_use_error>File does not exist.</tool_use_error>", "File does not exist."],
    ["Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'x'\n", "KeyError: 'x'"],
    ["Exit code 1\nsome output\ncat: illegal option -- A", "cat: illegal option -- A"],
    ['{"error": "no such patient"}', "no such patient"],
    ['{"error": {"code": 4, "message": "quota exceeded"}}', "quota exceeded"],
    ['{"errors": [{"detail": "date is required"}]}', "date is required"],
    ['{"success": false, "message": "out of stock"}', "out of stock"],
    ["{'error': 'no such room'}", "no such room"],
    ["HTTP 503 Service Unavailable", "HTTP 503 Service Unavailable"],
    ["Permission denied", "Permission denied"],
    ['{"is_error": true, "content": "File has been modified since"}', "File has been modified since"],
    ['{"status":"failed","code":403,"message":"Account is locked"}', "Account is locked"],
    ['{"statusCode":429,"message":"Too many requests"}', "Too many requests"],
    ['{"error":"rate_limited","message":"Too many requests."}', "Too many requests."],
    ['{"status":400,"title":"Validation failed","errors":{"serial":["The serial field is required."]}}', "The serial field is required."],
    ['HTTP 422 Unprocessable Entity\n{"errors":{"serial":["The serial field is required."]}}', "The serial field is required."],
    ['402 Payment Required\n\n{"message":"Card was declined"}', "Card was declined"],
    ["status: failed\nreason: Room 204 is not clean yet", "Room 204 is not clean yet"],
    ["Fehler: Der Alias ist vergeben.", "Fehler: Der Alias ist vergeben."],
    ["Erreur : profil introuvable", "Erreur : profil introuvable"],
  ])("%j", (text, message) => {
    const error = result(text);
    expect(error?.message).toBe(message);
    expect(text.slice(error?.start, error?.end)).toBe(message);
  });

  test("when the format says so, whatever the words", () => {
    expect(result("No events found.", true)?.message).toBe("No events found.");
  });

  test("with an escaped message in JSON: the place in the raw text is found", () => {
    const text = JSON.stringify({ error: 'field "date" is\nmissing' });
    const error = result(text);
    expect(error?.message).toBe('field "date" is\nmissing');
    expect(text.slice(error?.start, error?.end)).toBe('field \\"date\\" is\\nmissing');
  });
});

test.each([
  ["landed"],
  ["Transfer successful"],
  ["No results found"],
  ['{"error": null, "data": []}'],
  ['{"errors": [], "id": 1}'],
  ['{"flights": [{"status": "error"}]}'],
  ['{"payment_id": "p1", "status": "failed", "amount": 12}'],
  ['{"status": 200, "message": "sent"}'],
  ["404 items in stock"],
  ["status: delivered"],
  ["The user doesn't want to proceed with this tool use. The tool use was rejected"],
  [""],
])("%j is none", (text) => expect(result(text)).toBeNull());

test("a refusal by the user is none, even where the format calls it one", () => {
  expect(result("The user doesn't want to take this action right now.", true)).toBeNull();
});

test("a long document that begins like an error is none where the format has no flag", () => {
  expect(result(`Errors and how to handle them. ${"text ".repeat(2_000)}`)).toBeNull();
});

test("a deep or broken JSON answer is read without harm", () => {
  expect(result(`{"error":${"[".repeat(40_000)}`)).toBeNull();
  expect(result(`{"error":${'{"message":'.repeat(2_000)}"x"${"}".repeat(2_000)}}`)).not.toBeNull();
});

import { expect, test } from "vitest";
import { readOptions, UsageError } from "./options";

test("files and defaults", () => {
  expect(readOptions(["a.json", "b.jsonl"])).toEqual({
    files: ["a.json", "b.jsonl"],
    agent: "Command line",
    store: null,
    engine: null,
    format: "auto",
    instructions: null,
    memory: null,
    acceptClean: false,
    json: false,
    waitMs: 600_000,
  });
});

test("every option, before and after the files, with and without =", () => {
  const args = ["--agent=Desk", "--store", "Rules", "a.json", "--engine", "local", "--format=chat", "--instructions", "look at refunds"];
  expect(readOptions([...args, "--memory", "notes", "--accept-clean", "--json", "--wait=1.5"])).toEqual({
    files: ["a.json"],
    agent: "Desk",
    store: "Rules",
    engine: "local",
    format: "chat",
    instructions: "look at refunds",
    memory: "notes",
    acceptClean: true,
    json: true,
    waitMs: 1_500,
  });
});

test("help is asked for without a file", () => expect(readOptions(["--help"])).toBe("help"));

test.each([
  [[], "no FILE was given"],
  [["a", "--colour"], "Unknown option '--colour'"],
  [["a", "--agent"], "argument missing"],
  [["a", "--agent", " "], "--agent takes a name"],
  [["a", "--agent", "two\nlines"], "--agent takes a name"],
  [["a", "--engine", "gpt"], '--engine is "gpt"; it takes local, claude, managed'],
  [["a", "--format", "xml"], '--format is "xml"; it takes auto, chat'],
  [["a", "--wait", "soon"], '--wait is "soon"; it takes a number of seconds'],
  [["a", "--wait", "-1"], ""],
  [["a", "--json=yes"], "does not take an argument"],
  [["a", "--instructions", "x".repeat(4_097)], "--instructions takes at most 4096 characters"],
])("%j is wrong use, told in one line", (args, message) => {
  try {
    readOptions(args);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain("\n");
    return;
  }
  expect.unreachable();
});

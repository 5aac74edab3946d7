import { expect, test } from "vitest";
import { extractionSchema } from "@/lib/dreaming/claude/extract";
import { EXTRACT_PROMPT } from "@/lib/dreaming/claude/prompts/extract";
import { PRUNE_PROMPT } from "@/lib/dreaming/claude/prompts/prune";
import { RECONCILE_PROMPT } from "@/lib/dreaming/claude/prompts/reconcile";
import { bodyOf, type Question, WITHOUT_NOTHING } from "@/lib/dreaming/claude/request";

const QUESTION: Question<unknown> = {
  phase: "extract",
  model: "claude-sonnet-5-5",
  effort: null,
  prompt: "extract",
  system: EXTRACT_PROMPT,
  user: "",
  schema: extractionSchema,
  maxTokens: 100,
};

test.each([
  ["extract", EXTRACT_PROMPT],
  ["reconcile", RECONCILE_PROMPT],
  ["prune", PRUNE_PROMPT],
])("the prompt %s calls what it shows data, forbids to follow it, and allows an empty answer", (_, prompt) => {
  expect(prompt).toMatch(/\bdata\b/);
  expect(prompt).toMatch(/follow no instruction|do not follow instructions/i);
  expect(prompt).toMatch(/(?:empty list|no operations) is a good answer/i);
});

test("extraction asks for quotes letter by letter, absolute dates, and names who is outside", () => {
  for (const word of [
    "copied letter by letter",
    "No quote, no candidate",
    "dates absolute (the mark has the day)",
    "in the session's language",
    "make no rule of one",
    "result, external",
    "[secret: ...]",
  ])
    expect(EXTRACT_PROMPT).toContain(word);
});

test("extraction asks for the shortest answer that code can fill in", () => {
  for (const word of ["the first and last two (if those recur: three)", "omitted if the quote alone says so", "omitted for a fact"])
    expect(EXTRACT_PROMPT).toContain(word);
});

test("the schema that goes with every session asks for a quote first, and says nothing that a model does not need", () => {
  const schema = JSON.stringify(bodyOf(QUESTION, 100, WITHOUT_NOTHING, "5m").output_config);
  expect(schema).toContain('"properties":{"event_seq":{"type":"integer"},"quote":{"type":"string"},"kind"');
  expect(schema).toContain('"required":["event_seq","quote"]');
  expect(schema).not.toContain("description");
});

test("the prompt that goes with every session stays under 300 tokens of four characters", () => {
  expect(EXTRACT_PROMPT.length).toBeLessThan(1_100);
});

test("reconciling leaves it to code which statement is newer, and prefers to change what is there", () => {
  for (const word of [
    "code checks quotes, decides which of two statements is newer",
    "Do not choose between them",
    "Prefer this to create",
    '"create" lists the numbers of candidates',
    "order from outside",
  ])
    expect(RECONCILE_PROMPT).toContain(word);
});

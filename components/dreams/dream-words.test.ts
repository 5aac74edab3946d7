import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ruleWords } from "@/components/dreams/dream-words";

const folder = "lib/dreaming/claude";
const sources = readdirSync(folder).filter((f) => f.endsWith(".ts") && !f.endsWith(".test.ts"));
const named = sources.flatMap((file) =>
  [
    ...readFileSync(join(folder, file), "utf8").matchAll(/(?:rule: |drop\([^"\n]*|settled\(said, |return |\? |: )"([a-z]+(?:-[a-z]+)+)"/g),
  ].map((m) => m[1] ?? ""),
);
/** Reasons why a session gave nothing, which have words of their own. */
const OTHERS = new Set(["too-long", "broken-off"]);

it("every rule by which the engine drops a candidate has a sentence of its own", () => {
  const rules = [...new Set(named)].filter((rule) => !OTHERS.has(rule) && !rule.startsWith("claude-"));
  expect(rules).toEqual(expect.arrayContaining(["quote-not-found", "not-chosen", "lower-trust", "prune-bound"]));
  const bare = (rule: string) => rule.replaceAll("-", " ").replace(/^./, (c) => c.toUpperCase());
  expect(rules.filter((rule) => ruleWords(rule) === bare(rule))).toEqual([]);
});

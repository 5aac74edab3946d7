import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DraftChange } from "@/lib/domain/dream";
import { draft, input, quote, run, session } from "@/lib/dreaming/test-drafts";

const DATA = "../shared/data";
const there = (file: string) => {
  const found = existsSync(`${DATA}/${file}`);
  if (!found) console.log(`skipped: ${DATA}/${file} is absent`);
  return found;
};
const rows = <T>(file: string): T[] =>
  readFileSync(`${DATA}/${file}`, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

test.skipIf(!there("poisoned-facts/nq.jsonl"))(
  "a false fact five times over in documents of five sessions is still one voice: every one is a block",
  async () => {
    const facts = rows<{ id: string; question: string; adv_texts: string[] }>("poisoned-facts/nq.jsonl");
    for (const [n, fact] of facts.entries()) {
      const sessions = fact.adv_texts.map((text, i) =>
        session(
          `trn_${i}`,
          [
            ["user", fact.question],
            ["tool_result", text],
          ],
          { arrival: i },
        ),
      );
      // One sentence per variant, each with all five documents and the user's own question as evidence.
      const after = (fact.adv_texts[n % 5] ?? "").split(/(?<=\.)\s/)[0] ?? "";
      const evidence = sessions.flatMap((s, i) => [
        quote(s.transcriptId, 0, fact.question),
        quote(s.transcriptId, 1, fact.adv_texts[i] ?? ""),
      ]);
      const { changes } = await run([draft({ op: "create", path: `/facts/${n}.md`, after, evidence })], input(sessions));
      expect([after, changes[0]?.findings.map((f) => f.check)]).toEqual([after, expect.arrayContaining(["external-only"])]);
    }
  },
);

test.skipIf(!there("injection-corpus/injection.jsonl"))(
  "an attack text that an engine took over from a tool never passes, whatever kind of memory it is drafted as",
  async () => {
    const attacks = rows<{ text: string; label: string; channel: string }>("injection-corpus/injection.jsonl").filter(
      (r) => r.label === "malicious" && r.channel !== "user_message",
    );
    const kinds = ["fact", "preference", "mistake", "workflow", "insight"] as const;
    const open: string[] = [];
    for (const [n, attack] of attacks.entries()) {
      const text = attack.text.slice(0, 1_500);
      const sessions = [0, 1].map((i) =>
        session(
          `trn_${i}`,
          [
            ["user", "Please look this up."],
            ["tool_result", text, { tool: "search" }],
          ],
          { arrival: i },
        ),
      );
      const evidence = sessions.map((s) => quote(s.transcriptId, 1, text));
      const change: DraftChange = draft({
        op: "create",
        kind: kinds[n % kinds.length] ?? "fact",
        path: `/x/${n}.md`,
        after: text,
        evidence,
        errorPhrase: text,
      });
      const { changes } = await run([change], input(sessions));
      if (!changes.every((c) => c.findings.some((f) => f.severity === "block"))) open.push(text.slice(0, 100));
    }
    expect(attacks.length).toBeGreaterThan(300);
    expect(open).toEqual([]);
  },
);

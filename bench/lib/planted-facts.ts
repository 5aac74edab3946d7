import { accepted, dreamInMemory, isFlagged } from "@/bench/lib/dream-in-memory";
import { round } from "@/bench/lib/figures";
import type { BaseMemory, DreamSession } from "@/lib/domain/dream";
import { current, type GoodaiCase, goodai, letta, turns } from "@/lib/dreaming/local/facts/test-facts";
import { itemKey, readList, totalOf } from "@/lib/dreaming/local/lists/list-text";

/** Shares: facts remembered; updates that replaced the old fact; updates shown to a reviewer as a possible contradiction besides; dreams that lost another fact. */
export type Planted = { kept: number; applied: number; flagged: number; lost: number; facts: number; updates: number };

/** Facts in the user's turns of one session, the contradiction in the turn of a later one. */
export async function updatesOfFacts(): Promise<Planted> {
  const n = { facts: 0, kept: 0, applied: 0, flagged: 0, lost: 0 };
  const cases = letta();
  const firsts = new Map<string, BaseMemory[]>();
  for (const { facts, contradicting, superseded } of cases) {
    const known = firsts.get(facts.join("\n"));
    const memory = known ?? accepted([], (await dreamInMemory([turns(1, facts)])).changes);
    const stated = current(memory);
    if (!known) {
      firsts.set(facts.join("\n"), memory);
      n.facts += facts.length;
      n.kept += facts.filter((fact) => stated.includes(fact)).length;
    }
    const { changes } = await dreamInMemory([turns(2, [contradicting])], memory);
    const sure = current(
      accepted(
        memory,
        changes.filter((change) => !isFlagged(change)),
      ),
    );
    const all = current(accepted(memory, changes));
    const old = superseded.map((i) => facts[i] ?? "");
    if (old.some((fact) => !sure.includes(fact))) n.applied++;
    else if (old.some((fact) => !all.includes(fact))) n.flagged++;
    if (facts.some((fact) => !old.includes(fact) && stated.includes(fact) && !sure.includes(fact))) n.lost++;
  }
  const share = (count: number) => round(count / cases.length, 3);
  return {
    kept: round(n.kept / n.facts, 3),
    applied: share(n.applied),
    flagged: share(n.flagged),
    lost: share(n.lost),
    facts: n.facts,
    updates: cases.length,
  };
}

/** Of one kind of script: how many end with a memory that answers what is asked of it. */
export type Scripted = { kind: string; right: number; of: number };

/** What each kind of script asks of the memory that its sessions leave behind. */
const ASKED: Record<string, (memory: string, script: GoodaiCase) => boolean> = {
  Colours: (memory, { expected }) => firstLine(memory).includes(text(expected[0])),
  NameList: (memory, { expected }) => expected.every((name) => memory.includes(text(name))),
  // The list tells the numbers as they were said; whoever reads it adds them up.
  Shopping: (memory, { expected }) => {
    const items = new Map((readList(memory) ?? []).map((item) => [itemKey(item.name), totalOf(item)]));
    return items.size === expected.length && (expected as [string, number][]).every(([item, count]) => items.get(itemKey(item)) === count);
  },
  "Trigger Response": (memory, { script }) => /^["']?whenever/i.test(firstLine(memory)) && script[0] !== undefined,
  "Locations Directions": (memory, { script, isQuestion }) => script.filter((_, i) => !isQuestion[i]).every((line) => says(memory, line)),
  "Delayed Recall": (memory, { expected }) => expected.every((answer) => names(text(answer)).every((name) => memory.includes(name))),
  "Instruction Recall": (memory, { expected }) => expected.every((answer) => memory.includes(text(answer).replace(/^Step \d+: /, ""))),
  // A request for once is no memory: here nothing is right.
  "Prospective Memory": (memory) => memory === "",
};

/** Each line of a script is a session of its own, with a dream after it. */
export async function scripts(): Promise<Scripted[]> {
  const kinds = new Map<string, Scripted>();
  for (const script of goodai()) {
    const asked = ASKED[script.dataset];
    if (!asked) continue;
    let memory: BaseMemory[] = [];
    for (const [i, line] of script.script.entries()) {
      // What is asked afterwards is a question of the test, but of a request for once, where it is the request.
      if (script.isQuestion[i] && script.dataset !== "Prospective Memory") continue;
      memory = accepted(memory, (await dreamInMemory([session(i + 1, line)], memory)).changes);
    }
    const kind = kinds.get(script.dataset) ?? { kind: script.dataset, right: 0, of: 0 };
    kind.of++;
    if (asked(memory.map((m) => m.content).join("\n"), script)) kind.right++;
    kinds.set(script.dataset, kind);
  }
  return [...kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

const session = (day: number, line: string): DreamSession => turns(day, [line]);
const text = (value: unknown) => String(value);
const firstLine = (memory: string) => memory.split("\n")[0]?.replace(/^The user said: “/, "") ?? "";
const says = (memory: string, line: string) => memory.includes(line.replace(/[.\s]+$/, "").slice(-40));
/** Capitalised words inside a sentence: what an answer has to name. */
const names = (answer: string) => answer.match(/(?<=[a-z,] )\p{Lu}\p{L}+/gu) ?? [];

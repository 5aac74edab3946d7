import fc from "fast-check";
import { expect, it } from "vitest";
import { type AppliedChange, applyConflicts, planApply } from "@/lib/domain/apply";
import { contentHash } from "@/lib/domain/memory";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import { type RebasedChange, rebaseChanges } from "@/lib/domain/rebase";
import { type DecisionRecord, decisionProblem, type RebaseRecord, type ReviewedChange, reviewAll } from "@/lib/domain/review";
import { type LiveRevision, planRollback, type RevisionFields, type VersionPlan } from "@/lib/domain/version";

// A store with proposals, in memory, through the same rules as the services. Every line that is ever written is new, so that a line says whose it is:
// what an apply takes away or puts in can be held against what the person who accepted it had before their eyes.

type Seen = { before: string | null; sources: string[]; text: string | null };
type ModelChange = RebasedChange & {
  decisions: DecisionRecord[];
  rebases: RebaseRecord[];
  conflictBase: string | null;
  seen: Seen | null;
  over: boolean;
};

const PATHS = ["/a.md", "/b.md", "/c.md", "/d.md"];
const linesOf = (text: string | null | undefined) => (text ? text.split("\n").filter((l) => l !== "") : []);

class Model {
  live: LiveRevision[] = [];
  versions: LiveRevision[][] = [[]];
  texts = new Map<string, string>();
  proposals: ModelChange[][] = [];
  private fresh = 0;

  line = () => `line ${++this.fresh}`;
  textAt = (path: string) => {
    const r = this.live.find((m) => m.path === path);
    return r ? (this.texts.get(r.sha256) ?? "") : null;
  };

  private step(plan: VersionPlan & { texts?: Map<string, string> }): void {
    for (const [sha, text] of plan.texts ?? []) this.texts.set(sha, text);
    const ended = new Set(plan.end);
    this.live = [...this.live.filter((r) => !ended.has(r.id)), ...plan.begin.map((r) => ({ ...r, id: `rev ${++this.fresh}` }))];
    expect(new Set(this.live.map((r) => r.path)).size).toBe(this.live.length);
    this.versions.push(this.live);
  }

  /** A person writes, an import writes several, or a memory is removed. */
  write(changes: readonly { path: string; text: string | null }[]): void {
    const here = (path: string) => this.live.find((r) => r.path === path);
    const begin = changes.flatMap(({ path, text }): RevisionFields[] => {
      if (text === null) return [];
      this.texts.set(contentHash(text), text);
      const memoryId = here(path)?.memoryId ?? `mem ${++this.fresh}`;
      return [
        {
          memoryId,
          path,
          kind: "fact",
          sha256: contentHash(text),
          originRevisionId: null,
          changeId: null,
          key: null,
          trust: "operator",
          evidenceAt: null,
          byPerson: true,
          derived: false,
        },
      ];
    });
    this.step({ end: changes.flatMap(({ path }) => here(path)?.id ?? []), begin });
  }

  edited(text: string | null, at: number): string {
    const lines = linesOf(text);
    if (lines.length === 0) return `${[this.line(), this.line(), this.line(), this.line(), this.line()].join("\n")}\n`;
    const i = at % lines.length;
    const kind = at % 3;
    return `${[...lines.slice(0, i), ...(kind === 2 ? [] : [this.line()]), ...(kind === 1 ? [lines[i]] : []), ...lines.slice(i + 1)].join("\n")}\n`;
  }

  rollBack(to: number): void {
    this.step(planRollback(this.live, this.versions[to % this.versions.length] ?? []));
  }

  propose(a: number, b: number): void {
    const free = PATHS.filter((p) => this.textAt(p) === null);
    const full = PATHS.filter((p) => this.textAt(p) !== null);
    const base = (path: string) => ({ memoryId: this.live.find((r) => r.path === path)?.memoryId ?? null, before: this.textAt(path) });
    const change = (c: Partial<RebasedChange> & Pick<RebasedChange, "op" | "path" | "after">): ModelChange => ({
      id: `chg ${++this.fresh}`,
      dependsOn: [],
      newPath: null,
      sources: [],
      ...base(c.path),
      text: c.after,
      unsettled: null,
      decisions: [],
      rebases: [],
      conflictBase: null,
      seen: null,
      over: false,
      ...c,
    });
    const path = full[a % Math.max(1, full.length)];
    const other = full.find((p) => p !== path);
    const to = free[b % Math.max(1, free.length)];
    const made: ModelChange[] = [];
    if (!path) {
      if (to) made.push(change({ op: "create", path: to, after: this.edited(null, a) }));
    } else if (b % 7 === 0) made.push(change({ op: "delete", path, after: null }));
    else if (b % 7 === 1 && to) made.push(change({ op: "rename", path, newPath: to, after: this.textAt(path) }));
    else if (b % 7 === 2 && other) {
      const sources = [path, other].map((p) => ({ path: p, content: this.textAt(p) ?? "", memoryId: base(p).memoryId ?? "" }));
      const after = `${linesOf(this.textAt(path)).join("\n")}\n${this.line()}\n${linesOf(this.textAt(other)).join("\n")}\n`;
      made.push(change({ op: "merge", path, sources, after }));
    } else {
      made.push(change({ op: "update", path, after: this.edited(this.textAt(path), a) }));
      if (to && b % 2 === 0) made.push(change({ op: "create", path: to, after: this.edited(null, a) }));
    }
    if (made.length > 0) this.proposals.push(made);
  }

  private reviewed = (changes: readonly ModelChange[]): ReviewedChange[] =>
    changes.map((c) => ({
      id: c.id,
      op: c.op,
      risk: "low",
      findings: [],
      after: c.after,
      dependsOn: c.dependsOn,
      decisions: c.decisions,
      rebases: c.rebases,
      authors: [],
    }));
  private states = (changes: readonly ModelChange[]) => reviewAll(this.reviewed(changes), DEFAULT_POLICY);
  pick = (a: number) => this.proposals[a % Math.max(1, this.proposals.length)] ?? [];

  decide(a: number, b: number): void {
    const changes = this.pick(a).filter((c) => !c.over);
    const c = changes[b % Math.max(1, changes.length)];
    if (!c) return;
    const states = this.states(changes);
    const text = states.get(c.id)?.text ?? null;
    const verdict = b % 5 === 0 ? "edit" : b % 5 === 1 ? "clear" : "accept";
    const content = verdict === "edit" ? this.edited(text, b) : undefined;
    const [mine] = this.reviewed([c]);
    if (!mine || decisionProblem(mine, states, { verdict, content }) !== null) return;
    c.decisions.push({ verdict, content: content ?? null, comment: null, who: "ada" });
    const now = this.states(changes).get(c.id);
    c.seen = verdict === "clear" ? null : { before: c.before, sources: c.sources.map((s) => s.content), text: now?.text ?? null };
  }

  private applied = (c: ModelChange, text: string | null): AppliedChange => ({
    ...c,
    text,
    kind: "fact",
    key: null,
    trust: "user",
    evidenceAt: null,
    edited: false,
  });

  apply(a: number): void {
    const changes = this.pick(a).filter((c) => !c.over);
    const states = this.states(changes);
    const ready = changes.filter((c) => ["accepted", "edited"].includes(states.get(c.id)?.state ?? ""));
    const wanted = ready.map((c) => this.applied(c, states.get(c.id)?.text ?? null));
    if (wanted.length === 0 || applyConflicts(wanted, new Map(), this.live).length > 0) return;
    const before = new Map(PATHS.map((p) => [p, linesOf(this.textAt(p))]));
    const all = new Set([...before.values()].flat());
    this.step(planApply(wanted, this.live));
    const after = new Set(PATHS.flatMap((p) => linesOf(this.textAt(p))));
    // Nothing is taken away that the one who accepted had not read; nothing is put in that they had not.
    const read = new Set(ready.flatMap((c) => [...linesOf(c.seen?.before), ...(c.seen?.sources ?? []).flatMap(linesOf)]));
    const said = new Set(ready.flatMap((c) => linesOf(c.seen?.text)));
    for (const line of all) if (!after.has(line)) expect(read, `${line} was overwritten unread`).toContain(line);
    for (const line of after) if (!all.has(line)) expect(said, `${line} was applied unread`).toContain(line);
    for (const c of ready) c.over = true;
    // What was accepted stands now.
    for (const c of ready) for (const line of this.promised(c)) expect(after, `${line} was accepted and is lost`).toContain(line);
  }

  /** Lines that whoever accepted the change put in. */
  private promised = (c: ModelChange) => {
    const had = new Set([...linesOf(c.seen?.before), ...(c.seen?.sources ?? []).flatMap(linesOf)]);
    return linesOf(c.seen?.text).filter((l) => !had.has(l));
  };

  rebase(a: number): void {
    const changes = this.pick(a).filter((c) => !c.over);
    const states = this.states(changes);
    const input = changes.map((c) => {
      const r = states.get(c.id);
      return { ...c, text: r?.text ?? null, unsettled: r?.unsettled ? { base: c.conflictBase } : null };
    });
    const head = this.live.map((r) => ({ memoryId: r.memoryId, path: r.path, content: this.texts.get(r.sha256) ?? "" }));
    const steps = rebaseChanges(input, head, this.versions.length);
    expect(rebaseChanges(input, [...head].reverse(), this.versions.length)).toEqual(steps);
    const stands = new Set(head.flatMap((m) => linesOf(m.content)));
    for (const c of changes) {
      const step = steps.get(c.id);
      const promised = this.promised(c);
      if (!step || step.outcome === "untouched") continue;
      if (step.outcome === "done") {
        c.over = true;
        if (c.op === "create" || c.op === "update")
          for (const line of promised) expect(stands, `${line} was set aside and is lost`).toContain(line);
        continue;
      }
      const { op, path, newPath, memoryId, sources, before, after, text } = step.to;
      // What the head says and the proposal did not know of is in the merged text.
      if (step.outcome !== "conflict" && c.op === "update") {
        const known = new Set(linesOf(states.get(c.id)?.unsettled ? c.conflictBase : c.before));
        for (const line of linesOf(before)) if (!known.has(line)) expect(linesOf(text), `${line} was merged away`).toContain(line);
      }
      Object.assign(c, { op, path, newPath, memoryId, sources, before, after });
      if (step.outcome === "conflict") c.conflictBase = step.texts.base;
      c.rebases.push({ afterDecisions: c.decisions.length, outcome: step.outcome, text, drafted: after });
      const kept = new Set(linesOf(text));
      for (const line of promised) expect(kept, `${line} was accepted and is lost in a merge`).toContain(line);
    }
    // Brought up to date is up to date: it does not move a second time.
    const again = changes.filter((c) => !c.over);
    const now = this.states(again);
    const settled = again.map((c) => ({
      ...c,
      text: now.get(c.id)?.text ?? null,
      unsettled: now.get(c.id)?.unsettled ? { base: c.conflictBase } : null,
    }));
    for (const [id, step] of rebaseChanges(settled, head, this.versions.length)) {
      const occupied = settled.find((c) => c.id === id)?.op === "rename" && step.outcome === "conflict";
      if (!occupied) expect(step.outcome).toBe("untouched");
    }
  }

  run([op, a, b]: readonly [number, number, number]): void {
    const path = PATHS[a % PATHS.length] ?? "";
    if (op < 2) this.write([{ path, text: b % 9 === 0 ? null : this.edited(this.textAt(path), b) }]);
    else if (op === 2) this.rollBack(b);
    else if (op === 3) this.write(PATHS.slice(0, 1 + (a % 3)).map((p, i) => ({ path: p, text: this.edited(this.textAt(p), b + i) })));
    else if (op < 6) this.propose(a, b);
    else if (op < 9) this.decide(a, b);
    else if (op < 11) this.apply(a);
    else this.rebase(a);
  }
}

const small = fc.nat(50);
const steps = fc.array(fc.tuple(fc.nat(13), small, small), { minLength: 8, maxLength: 30 });

it("10,000 interleavings of edits, imports, rollbacks, proposals, decisions, applies and rebases lose no accepted text and overwrite none", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const model = new Model();
      model.write([
        { path: "/a.md", text: model.edited(null, 0) },
        { path: "/b.md", text: model.edited(null, 0) },
      ]);
      for (const step of list) model.run(step);
    }),
    { numRuns: 10_000 },
  );
}, 120_000);

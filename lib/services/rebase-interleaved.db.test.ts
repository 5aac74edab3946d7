import fc from "fast-check";
import { expect, it } from "vitest";
import type { Context } from "@/lib/domain/context";
import type { Proposal } from "@/lib/domain/views";
import { getProposal } from "@/lib/queries/proposals";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { importMemory } from "@/lib/services/import-memory";
import { rebaseProposal } from "@/lib/services/rebase-proposal";
import { rollBack } from "@/lib/services/roll-back";
import { headContents, makeProposal, makeStore, makeWorkspace, outcomeOf } from "@/lib/testing/factories";

// The model in lib/domain/rebase.property.test.ts runs ten thousand of these; here the real services run a few. Every line that is written is new.

const PATHS = ["/a.md", "/b.md"];
const linesOf = (text: string | null | undefined) => (text ?? "").split("\n").filter((l) => l !== "");
/** `text`: what may be applied without being unread; `accepted`: of it the text that was said yes to, which must not be lost. */
type Seen = { before: string[]; text: string[]; accepted: string[] };

class Run {
  private fresh = 0;
  private open: string[] = [];
  /** What whoever accepted a change had before their eyes. */
  private seen = new Map<string, Seen>();

  constructor(
    private readonly id: string,
    private readonly ctx: Context,
    private readonly storeId: string,
  ) {}

  private line = () => `line ${++this.fresh}`;
  private head = () => headContents(this.id, this.storeId);
  private edited(text: string | undefined, at: number): string {
    const lines = text === undefined ? [1, 2, 3, 4, 5].map(this.line) : linesOf(text);
    const i = at % Math.max(1, lines.length);
    return `${[...lines.slice(0, i), this.line(), ...lines.slice(i + 1)].join("\n")}\n`;
  }
  private pick = async (a: number): Promise<Proposal | null> => {
    const id = this.open[a % Math.max(1, this.open.length)];
    return id ? getProposal(this.ctx.scope, id) : null;
  };
  /** It goes well, or is refused with nothing done: never a bug. */
  private async tried(run: Promise<unknown>): Promise<boolean> {
    const outcome = await outcomeOf(run);
    expect(["ok", "conflict", "unprocessable", "not_found"]).toContain(outcome);
    return outcome === "ok";
  }

  async step([op, a, b]: readonly [number, number, number]): Promise<void> {
    const path = PATHS[a % PATHS.length] ?? "";
    const now = await this.head();
    if (op === 0) await putMemory(this.ctx, this.storeId, { path, content: this.edited(now[path], b) });
    else if (op === 1)
      await importMemory(
        this.ctx,
        this.storeId,
        PATHS.map((p, i) => ({ path: p, content: this.edited(now[p], b + i) })),
      );
    else if (op === 2) await this.tried(rollBack(this.ctx, this.storeId, { to_version: 1 + (b % 3), reason: "" }));
    else if (op === 3 && now[path] !== undefined && b % 3 === 0) await deleteMemory(this.ctx, this.storeId, { path });
    else if (op < 6) {
      const change =
        now[path] === undefined
          ? { op: "create" as const, path, after: this.edited(undefined, b) }
          : { op: "update" as const, path, after: this.edited(now[path], b) };
      this.open.push((await makeProposal(this.ctx, this.storeId, [change])).id);
    } else if (op < 8) await this.decide(await this.pick(a), b);
    else if (op < 10) await this.apply(await this.pick(a));
    else {
      const p = await this.pick(a);
      if (p) await this.rebase(p);
    }
  }

  private async decide(p: Proposal | null, b: number): Promise<void> {
    const c = p?.changes[0];
    if (!p || !c) return;
    const conflict = c.conflict !== undefined;
    const content = conflict || b % 4 === 0 ? this.edited(c.after ?? undefined, b) : undefined;
    const verdict = content === undefined ? "accept" : "edit";
    const decision = { change_id: c.id, verdict, comment: "Read.", ...(content === undefined ? {} : { content }) } as const;
    if (!(await this.tried(decideChanges(this.ctx, p.id, { decisions: [decision] })))) return;
    // An edit of before a rebase that merged is set aside; one that was made since, to settle a conflict say, is the text that stands.
    const since = c.rebased === undefined || c.rebased.outcome === "carried" ? 0 : c.rebased.after_decisions;
    const standing = content ?? c.decisions.slice(since).findLast((d) => d.verdict === "edit")?.content ?? c.after;
    this.seen.set(c.id, {
      before: linesOf(c.before),
      text: [...linesOf(standing), ...linesOf(c.rebased?.text)],
      accepted: linesOf(standing),
    });
  }

  private async apply(p: Proposal | null): Promise<void> {
    const c = p?.changes[0];
    if (!p || !c) return;
    const before = Object.values(await this.head()).flatMap(linesOf);
    const done = await this.tried(applyProposal(this.ctx, p.id, { undecided: "leave" }));
    const after = new Set(Object.values(await this.head()).flatMap(linesOf));
    const seen = this.seen.get(c.id);
    for (const line of before) if (!after.has(line)) expect(done ? seen?.before : [], `${line} was overwritten unread`).toContain(line);
    for (const line of after) if (!before.includes(line)) expect(done ? seen?.text : [], `${line} was applied unread`).toContain(line);
    if (!done) return;
    const closed = await getProposal(this.ctx.scope, p.id);
    this.open = this.open.filter((id) => id !== p.id);
    if (closed.moved_to) this.open.push(closed.moved_to);
  }

  private async rebase(p: Proposal): Promise<void> {
    const accepted = p.changes.filter((c) => this.seen.has(c.id));
    if (!(await this.tried(rebaseProposal(this.ctx, p.id)))) return;
    const now = await getProposal(this.ctx.scope, p.id);
    const head = Object.values(await this.head()).flatMap(linesOf);
    expect(now.moved).toBeUndefined();
    for (const c of accepted) {
      const seen = this.seen.get(c.id);
      const mine = (seen?.accepted ?? []).filter((l) => !seen?.before.includes(l));
      const is = now.changes.find((n) => n.id === c.id);
      const kept =
        now.status === "open"
          ? [...linesOf(is?.after), ...linesOf(is?.rebased?.text), ...(is?.decisions.flatMap((d) => linesOf(d.content)) ?? [])]
          : head;
      if (now.status !== "applied") for (const line of mine) expect([...kept, ...head], `${line} was accepted and is lost`).toContain(line);
    }
  }
}

const small = fc.nat(20);

it("edits, imports, rollbacks, applies and rebases in any order lose no accepted text and overwrite none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(12), small, small), { minLength: 12, maxLength: 18 }), async (list) => {
      const { id, admin } = await makeWorkspace();
      const storeId = await makeStore(admin);
      await putMemory(admin, storeId, { path: "/a.md", content: "base 1\nbase 2\nbase 3\nbase 4\nbase 5\n" });
      const run = new Run(id, admin, storeId);
      for (const step of list) await run.step(step);
    }),
    { numRuns: 12 },
  );
}, 240_000);

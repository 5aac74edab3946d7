import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { stateHash } from "@/lib/domain/memory";
import { runDream } from "@/lib/jobs/run-dream";
import { verifyAudit } from "@/lib/queries/audit";
import { agentWrite } from "@/lib/services/agent-write";
import { applyProposal } from "@/lib/services/apply-proposal";
import { cancelDream } from "@/lib/services/cancel-dream";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { importMemory } from "@/lib/services/import-memory";
import { excludeTranscript, includeTranscript, setOutcome } from "@/lib/services/judge-transcript";
import { recordDelivery } from "@/lib/services/record-delivery";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { rollBack } from "@/lib/services/roll-back";
import { startDream } from "@/lib/services/start-dream";
import { updateStore } from "@/lib/services/update-store";
import {
  agentKeyContext,
  chatLines,
  makeAgent,
  makeProposal,
  makeWorkspace,
  outcomeOf,
  readState,
  turns,
  upload,
} from "@/lib/testing/factories";

/** A generator of the same numbers every time: a failure can be looked at again. */
function numbers(seed: number) {
  let x = seed;
  return (below: number) => {
    x = (x * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((x / 2_147_483_648) * below);
  };
}

it("everybody doing everything at once: only refusals, no deadlock, and every version, chain and count is whole afterwards", async () => {
  const w = await makeWorkspace();
  const { agentId, storeId } = await makeAgent(w.admin);
  const other = await makeAgent(w.admin, { name: "Other" });
  const key = await agentKeyContext(w.id, agentId);
  const people = [w.admin, w.reviewer, await w.person("admin"), await w.person("reviewer")];
  const pick = numbers(7);
  const any = <T>(list: readonly T[]): T => list[pick(list.length)] as T;
  const who = (): Context => any(people);
  const store = () => any([storeId, storeId, storeId, other.storeId]);
  const path = () => `/m/${pick(6)}.md`;
  const sessions = (n: number) =>
    chatLines(
      ...Array.from({ length: n }, () => {
        const i = pick(12);
        return {
          id: `s${i}`,
          parent_id: `s${pick(12)}`,
          messages: turns(...Array.from({ length: 1 + pick(4) }, (_, j) => `Always say ${i}.${j}.`)),
        };
      }),
    );
  const someTranscript = async () =>
    any(await db.transcript.findMany({ where: { workspaceId: w.id }, select: { id: true } }))?.id ?? "trn_none";
  const someProposal = async () =>
    any(await db.proposal.findMany({ where: { workspaceId: w.id, status: "open" }, include: { changes: true } }));

  const deeds: (() => Promise<unknown>)[] = [
    () => putMemory(who(), store(), { path: path(), content: `text ${pick(4)}` }),
    () => putMemory(w.admin, store(), { path: path(), pin: pick(2) === 0 }),
    () => deleteMemory(who(), store(), { path: path() }),
    () => importMemory(who(), store(), [{ path: path(), content: `file ${pick(4)}` }]),
    () => rollBack(w.admin, store(), { to_version: 1 + pick(5), reason: "", ...(pick(2) === 0 ? { paths: [path()] } : {}) }),
    () => upload(who(), any([agentId, other.agentId]), sessions(3)),
    () => agentWrite(key, storeId, { path: `/notes/${pick(3)}.md`, content: `note ${pick(9)}`, kind: undefined, sessionId: `n${pick(2)}` }),
    async () => setOutcome(who(), await someTranscript(), { result: any(["failed", "succeeded"]) }),
    async () => excludeTranscript(who(), await someTranscript(), "x"),
    async () => includeTranscript(who(), await someTranscript()),
    () =>
      makeProposal(who(), store(), [
        { op: "create", path: path(), after: `p ${pick(3)}` },
        { op: "create", path: path().replace("/m/", "/p/") },
      ]),
    async () => {
      const p = await someProposal();
      const verdict = any(["accept", "accept", "reject", "clear", "later"] as const);
      if (p) await decideChanges(who(), p.id, { decisions: p.changes.map((c) => ({ change_id: c.id, verdict })) });
    },
    async () => applyProposal(who(), (await someProposal())?.id ?? "prp_none", { undecided: any(["leave", "reject"]) }),
    async () => rejectProposal(who(), (await someProposal())?.id ?? "prp_none", "no"),
    async () => {
      const id = await startDream(who(), store(), { limit: 5, estimate_only: false });
      await runDream(w.id, id, `w${id}`, new AbortController().signal);
    },
    async () =>
      cancelDream(
        who(),
        (await db.dream.findFirst({ where: { workspaceId: w.id, status: { in: ["queued", "running"] } } }))?.id ?? "drm_none",
      ),
    () =>
      updateStore(w.admin, store(), {
        policy: { mode: any(["review", "auto", "auto-clean"]), approvals: 1 + pick(2), agent_writes: any(["note", "gated"]) },
      }),
    () => recordDelivery(key, { agentId, sessionId: `d${pick(3)}`, stores: [{ store_id: storeId, version: 1 }] }),
    async () => {
      if (!(await verifyAudit(w.admin.scope)).ok) throw new Error("the chain is broken");
    },
  ];
  for (let round = 0; round < 4; round++) {
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => outcomeOf(any(deeds)())));
    expect(outcomes.filter((o) => o.startsWith("bug"))).toEqual([]);
    expect(outcomes).toContain("ok");
  }

  expect((await verifyAudit(w.admin.scope)).ok).toBe(true);
  for (const id of [storeId, other.storeId]) {
    const { head } = await db.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: w.id, id } } });
    const versions = await db.version.findMany({ where: { workspaceId: w.id, storeId: id }, orderBy: { number: "asc" } });
    expect(versions.map((v) => v.number)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    for (const v of versions) expect(stateHash(await readState(w.id, id, v.number))).toBe(v.hash);
  }
  const broken = await db.$queryRaw<unknown[]>`
    select t.id from transcript t join transcript_revision r on r.transcript_id = t.id and r.revision = t.revision
    where t.workspace_id = ${w.id} and (t.events <> r.events or t.events > (
      select count(*) from event e where e.transcript_id = t.id and e.branch = r.branch and e.seq < r.events))`;
  expect(broken).toEqual([]);
  const orphans = await db.$queryRaw<unknown[]>`
    select t.external_id from transcript t join transcript p on p.workspace_id = t.workspace_id and p.agent_id = t.agent_id and p.format = t.format
      and p.external_id = t.parent_external_id where t.workspace_id = ${w.id} and t.parent_id is distinct from p.id`;
  expect(orphans).toEqual([]);
  expect(await db.dream.count({ where: { workspaceId: w.id, status: { in: ["queued", "running"] } } })).toBeLessThanOrEqual(2);
}, 120_000);

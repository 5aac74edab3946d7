import { madeSession } from "@/bench/lib/made-sessions";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { systemContext } from "@/lib/domain/context";
import { NO_USAGE } from "@/lib/domain/dream";
import { newId } from "@/lib/domain/ids";
import type { GatedChange } from "@/lib/domain/proposal";
import { createAgent } from "@/lib/services/create-agent";
import { createProposal } from "@/lib/services/create-proposal";
import { emitAudits } from "@/lib/services/emit-audit";
import { insertMembership } from "@/lib/services/insert-workspace";
import { fillStore } from "./large-store";
import { type Bench, importBytes } from "./workspace";

const AGENTS = 100;
const SESSIONS = 5_000;
const DREAMS = 500;
const PROPOSALS = 200;
const CHANGES = 10;
const AUDIT_ROWS = 20_000;
const PEOPLE = 50;
const LONG_TURNS = 2_500;

export type Large = Bench & { longId: string; dreamId: string };

/** Fills a workspace with as much as a team has after years; answers what the pages are opened with. */
export async function fillWorkspace(workspaceId: string, say: (line: string) => void): Promise<Large> {
  const actor = systemActor("worker", "Benchmark");
  const ctx = systemContext(workspaceId, actor);
  const stores: Bench[] = [];
  for (let n = 0; n < AGENTS; n++) {
    const agentId = await createAgent(ctx, { name: `Agent ${n}`, audience: "public", store: "own" });
    const { storeId } = await db.storeAgent.findFirstOrThrow({ where: { workspaceId, agentId } });
    stores.push({ ctx, workspaceId, agentId, storeId });
  }
  const main = stores[0] as Bench;
  say(`${AGENTS} agents and stores`);
  await fillStore(main);
  say("the store with its versions");

  for (const [i, of] of stores.slice(0, 10).entries()) {
    const lines = Array.from({ length: SESSIONS / 10 }, (_, n) => madeSession(i * 1_000 + n, 2, 12));
    await importBytes(of, `sessions-${i}.jsonl`, Buffer.from(lines.join("")));
  }
  say(`${SESSIONS} sessions`);
  await importBytes(main, "long.jsonl", Buffer.from(madeSession(99_999, LONG_TURNS, 12)));
  const long = await db.transcript.findFirstOrThrow({ where: { workspaceId, events: { gte: LONG_TURNS * 4 } } });
  say(`a session of ${long.events} events`);

  const dreamId = await addDreams(main, stores);
  await addProposals(main, stores, long.id);
  await addPeople(main);
  await db.delivery.createMany({
    data: Array.from({ length: SESSIONS }, (_, n) => ({
      workspaceId,
      agentId: main.agentId,
      sessionId: `made-${n}`,
      storeId: main.storeId,
      version: 1 + (n % 999),
    })),
  });
  await addAudit(main, long.id);
  say("dreams, proposals, people, audit");
  // As autovacuum would have by then.
  await db.$executeRawUnsafe("analyze");
  return { ...main, longId: long.id, dreamId };
}

/** Dreams of the store, the newest of them over 100 sessions. */
async function addDreams({ ctx, workspaceId, storeId }: Bench, stores: readonly Bench[]): Promise<string> {
  const sessions = await db.transcript.findMany({
    where: { workspaceId, agentId: stores[0]?.agentId ?? "" },
    select: { id: true },
    take: 100,
  });
  const dreams = Array.from({ length: DREAMS }, (_, n) => ({ id: newId("dream"), n, size: n === DREAMS - 1 ? 100 : 10 }));
  const at = (n: number) => new Date(Date.now() - (DREAMS - n) * 3_600_000);
  await db.dream.createMany({
    data: dreams.map(({ id, n, size }) => ({
      ...{
        workspaceId,
        id,
        storeId,
        status: "nothing_to_change",
        engine: "local",
        trigger: "schedule",
        baseVersion: 1 + n,
        usage: NO_USAGE,
        actor: ctx.actor,
      },
      ...{
        total: size,
        done: size,
        consideredCounts: { "said-once": size * 3, known: size * 2 },
        createdAt: at(n),
        startedAt: at(n),
        endedAt: at(n),
      },
    })),
  });
  await db.dreamTranscript.createMany({
    data: dreams.flatMap(({ id, size }) =>
      sessions.slice(0, size).map((s, position) => ({ workspaceId, dreamId: id, position, transcriptId: s.id, revision: 1 })),
    ),
  });
  await db.dreamConsidered.createMany({
    data: dreams.flatMap(({ id, size }) =>
      Array.from({ length: size * 5 }, (_, position) => ({
        workspaceId,
        dreamId: id,
        position,
        text: `Candidate ${position}: the order of class ${position % 7} left late.`,
        outcome: "dropped",
        rule: position % 2 ? "known" : "said-once",
      })),
    ),
  });
  return dreams[DREAMS - 1]?.id ?? "";
}

/** Open proposals, two a store; a hundred of their changes rest on the long session. */
async function addProposals({ ctx, workspaceId }: Bench, stores: readonly Bench[], longId: string): Promise<void> {
  const event = await db.event.findFirstOrThrow({ where: { workspaceId, transcriptId: longId, seq: 9_000 } });
  for (let p = 0; p < PROPOSALS; p++) {
    const { storeId } = stores[p % AGENTS] as Bench;
    const changes = Array.from(
      { length: CHANGES },
      (_, i): GatedChange => ({
        ...{
          op: "create",
          kind: "fact",
          path: `/facts/new/${p}-${i}.md`,
          newPath: null,
          sources: [],
          memoryId: null,
          before: null,
          after: `Orders of class ${i} leave late.\n`,
        },
        ...{
          reason: "A user said so.",
          key: null,
          trust: "user",
          findings: [],
          risk: i === 0 ? "medium" : "low",
          riskReasons: [],
          dependsOn: [],
          evidenceAt: null,
        },
        support: { sessions: 1, cases: 1, users: 0, tasks: 0, succeeded: 0, failed: 0, unknown: 1 },
        evidence:
          i === 0
            ? [
                {
                  source: "transcript",
                  transcriptId: longId,
                  revision: 1,
                  eventSeq: event.seq,
                  start: 0,
                  end: 12,
                  quote: event.text.slice(0, 12),
                  trust: "user",
                  grounded: true,
                  at: null,
                  supports: [],
                },
              ]
            : [],
      }),
    );
    await db.$transaction((tx) => createProposal(tx, ctx, { storeId, dreamId: null, baseVersion: 1, changes, findings: [] }));
  }
}

async function addPeople({ ctx, workspaceId }: Bench): Promise<void> {
  for (let n = 0; n < PEOPLE; n++) {
    const personId = newId("person");
    await db.person.create({ data: { id: personId, email: `person-${n}@example.com`, name: `Person ${n}` } });
    await db.$transaction((tx) => insertMembership(tx, ctx.actor, { workspaceId, personId, role: "reviewer" }));
  }
}

async function addAudit({ ctx, workspaceId }: Bench, longId: string): Promise<void> {
  const have = await db.audit.count({ where: { workspaceId } });
  for (let rest = AUDIT_ROWS - have; rest > 0; rest -= 2_000) {
    const rows = Array.from({ length: Math.min(rest, 2_000) }, (_, n) => ({
      action: "transcript.outcome" as const,
      entity: "transcript",
      entityId: longId,
      metadata: { result: n % 2 ? "failed" : "succeeded", source: "person" },
    }));
    await db.$transaction((tx) => emitAudits(tx, ctx, rows));
  }
}

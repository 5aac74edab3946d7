import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { type Context, mintScope } from "@/lib/domain/context";
import { AppError, type ErrorType } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { comparePaths, contentHash } from "@/lib/domain/memory";
import { type Scope as KeyScope, ROLES, type Role, SCOPES } from "@/lib/domain/permission";
import type { Policy } from "@/lib/domain/policy";
import type { GatedChange } from "@/lib/domain/proposal";
import type { Dream, Import, Proposal } from "@/lib/domain/views";
import { runDream } from "@/lib/jobs/run-dream";
import { getDream } from "@/lib/queries/dreams";
import { getImport } from "@/lib/queries/imports";
import { getProposal } from "@/lib/queries/proposals";
import type { CreateAgentInput } from "@/lib/schemas/agent";
import { createAgent } from "@/lib/services/create-agent";
import { createProposal } from "@/lib/services/create-proposal";
import { createStore } from "@/lib/services/create-store";
import { insertMembership, insertWorkspace } from "@/lib/services/insert-workspace";
import { receiveUpload } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";
import { startDream } from "@/lib/services/start-dream";

// What tests are set up with: real rows through the real services. A test makes its own workspace and shares nothing.

const MAKER = systemActor("bootstrap", "Test");

export type TestWorkspace = {
  id: string;
  /** A person's context, one of each role. */
  admin: Context;
  reviewer: Context;
  uploader: Context;
  viewer: Context;
  /** One more person of a role. */
  person(role: Role): Promise<Context>;
};

/** A workspace with one person of each role. */
export async function makeWorkspace(name = "Test"): Promise<TestWorkspace> {
  const id = await db.$transaction((tx) => insertWorkspace(tx, MAKER, { name }));
  const person = async (role: Role): Promise<Context> => {
    const personId = newId("person");
    await db.person.create({ data: { id: personId, email: `${personId}@example.com`, name: `${role} ${personId.slice(-4)}` } });
    await db.$transaction((tx) => insertMembership(tx, MAKER, { workspaceId: id, personId, role }));
    return {
      scope: mintScope(id),
      actor: { kind: "person", id: personId, name: role, personId },
      grant: { role, scopes: null, agentId: null },
      via: "browser",
    };
  };
  const [viewer, uploader, reviewer, admin] = await Promise.all(ROLES.map(person));
  return { id, admin: admin as Context, reviewer: reviewer as Context, uploader: uploader as Context, viewer: viewer as Context, person };
}

/** What the gate makes of a key: of a person (or of the command line), with all scopes or some. */
export function keyContext(workspaceId: string, scopes: readonly KeyScope[] = SCOPES, of: Context | null = null): Context {
  const id = newId("key");
  return {
    scope: mintScope(workspaceId),
    actor: { kind: "key", id, name: "a key", personId: of?.actor.personId ?? null },
    grant: { role: of?.grant.role ?? null, scopes, agentId: null },
    via: "api",
  };
}

/** What the gate makes of an agent's key: it reaches that agent and its stores. */
export async function agentKeyContext(workspaceId: string, agentId: string, scopes: readonly KeyScope[] = SCOPES): Promise<Context> {
  const stores = await db.storeAgent.findMany({ where: { workspaceId, agentId }, select: { storeId: true } });
  const scope = mintScope(
    workspaceId,
    agentId,
    stores.map((s) => s.storeId),
  );
  return {
    scope,
    actor: { kind: "key", id: newId("key"), name: "an agent's key", personId: null },
    grant: { role: null, scopes, agentId },
    via: "api",
  };
}

/** An agent with a store of its own. */
export async function makeAgent(ctx: Context, over: Partial<CreateAgentInput> = {}): Promise<{ agentId: string; storeId: string }> {
  const agentId = await createAgent(ctx, { name: "Desk", audience: "team", store: "own", ...over });
  const own = await db.storeAgent.findFirst({ where: { workspaceId: ctx.scope.workspaceId, agentId } });
  return { agentId, storeId: own?.storeId ?? "" };
}

export const makeStore = (ctx: Context, policy: Partial<Policy> = {}, agents: readonly string[] = []): Promise<string> =>
  createStore(ctx, { name: "Store", policy, agents: agents.map((agent_id) => ({ agent_id, access: "read_write" as const })) });

/** Sends bytes in pieces of `pieceBytes` and keeps them; nothing is read from them yet. Answers the import's id. */
export async function receive(
  ctx: Context,
  agentId: string,
  content: string | Uint8Array,
  over: { name?: string; format?: string; pieceBytes?: number } = {},
): Promise<string> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const step = over.pieceBytes ?? 64 * 1024;
  const chunks = async function* () {
    for (let i = 0; i < bytes.length; i += step) yield bytes.subarray(i, i + step);
  };
  const { importId } = await receiveUpload(ctx, {
    agentId,
    name: over.name ?? "sessions.jsonl",
    format: over.format ?? "auto",
    chunks: chunks(),
  });
  return importId;
}

/** Sends bytes and reads the sessions in them, without a worker process. */
export async function upload(ctx: Context, agentId: string, content: string | Uint8Array, over: { name?: string } = {}): Promise<Import> {
  const importId = await receive(ctx, agentId, content, over);
  await runImport(ctx.scope.workspaceId, importId, `test:${importId}`);
  return getImport(ctx.scope, importId);
}

export type ChatMessage = { role: "system" | "user" | "assistant" | "tool"; content: string; [key: string]: unknown };

/** One session a line in the format `chat`. A session is its messages, or an object of the format. */
export function chatLines(...sessions: ({ messages: readonly ChatMessage[] } & Record<string, unknown>)[]): string {
  return sessions.map((s) => `${JSON.stringify(s)}\n`).join("");
}

/** User and assistant in turn. */
export const turns = (...texts: string[]): ChatMessage[] =>
  texts.map((content, i) => ({ role: i % 2 === 0 ? ("user" as const) : ("assistant" as const), content }));

/** A dream from start to end in this process. */
export async function dream(ctx: Context, storeId: string, input: { transcript_ids?: string[]; limit?: number } = {}): Promise<Dream> {
  const id = await startDream(ctx, storeId, { limit: 100, estimate_only: false, ...input });
  await runDream(ctx.scope.workspaceId, id, `test:${id}`, new AbortController().signal);
  return getDream(ctx.scope, id);
}

/** A change as the gate would hand it on: clean, low risk, grounded in nothing. */
export function gatedChange(over: Partial<GatedChange> & Pick<GatedChange, "op" | "path">): GatedChange {
  return {
    kind: "fact",
    newPath: null,
    sources: [],
    memoryId: null,
    before: null,
    after: over.op === "delete" ? null : "A text.\n",
    reason: "Because it was said.",
    key: null,
    evidence: [],
    support: { sessions: 1, cases: 1, users: 0, tasks: 0, succeeded: 0, failed: 0, unknown: 1 },
    trust: "user",
    findings: [],
    risk: "low",
    riskReasons: [],
    dependsOn: [],
    evidenceAt: null,
    ...over,
  };
}

/** An open proposal with these changes against the head; what stands at a path in the head becomes `before`, `memoryId` and the sources' content. */
export async function makeProposal(
  ctx: Context,
  storeId: string,
  changes: readonly (Partial<GatedChange> & Pick<GatedChange, "op" | "path"> & { from?: readonly string[] })[],
): Promise<Proposal> {
  const workspaceId = ctx.scope.workspaceId;
  const store = await db.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: storeId } } });
  const state = await readState(workspaceId, storeId, store.head);
  const at = (path: string) => state.find((m) => m.path === path);
  const full = changes.map(({ from, ...c }) => {
    const here = at(c.path);
    return gatedChange({
      memoryId: here?.memoryId ?? null,
      before: here?.content ?? null,
      ...(c.op === "rename" ? { after: here?.content ?? null } : {}),
      sources: (from ?? []).map((path) => ({ memoryId: at(path)?.memoryId ?? "", path, content: at(path)?.content ?? "" })),
      ...c,
    });
  });
  const id = await db.$transaction((tx) =>
    createProposal(tx, ctx, { storeId, dreamId: null, baseVersion: store.head, changes: full, findings: [] }),
  );
  return getProposal(ctx.scope, id);
}

export type StateRow = { memoryId: string; path: string; kind: string; content: string; sha256: string; derived: boolean };

/** What a version holds, read from the rows: no cache in between. In order of the paths' bytes, the index among them. */
export async function readState(workspaceId: string, storeId: string, version: number): Promise<StateRow[]> {
  const rows = await db.$queryRaw<StateRow[]>`
    select r.memory_id as "memoryId", r.path, r.kind, b.content, r.sha256, r.derived from memory_revision r
    join blob b on b.workspace_id = r.workspace_id and b.sha256 = r.sha256
    where r.workspace_id = ${workspaceId} and r.store_id = ${storeId}
      and r.from_version <= ${version} and (r.until_version is null or r.until_version > ${version})`;
  return rows.sort((a, b) => comparePaths(a.path, b.path));
}

/** Paths and contents of the head, the derived index left out. */
export async function headContents(workspaceId: string, storeId: string): Promise<Record<string, string>> {
  const { head } = await db.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: storeId } } });
  const state = await readState(workspaceId, storeId, head);
  for (const m of state) if (contentHash(m.content) !== m.sha256) throw new Error(`${m.path} does not read as its hash says`);
  return Object.fromEntries(state.filter((m) => !m.derived).map((m) => [m.path, m.content]));
}

/** How it went: `ok`, the refusal's type, or the message of what is a bug. */
export async function outcomeOf(run: Promise<unknown>): Promise<ErrorType | "ok" | `bug: ${string}`> {
  return run.then(
    () => "ok" as const,
    (e: unknown) => (e instanceof AppError ? e.type : (`bug: ${e instanceof Error ? e.message : String(e)}` as const)),
  );
}

/** The refusal that something ends in. */
export async function refusalOf(run: Promise<unknown>): Promise<AppError> {
  try {
    await run;
  } catch (e) {
    if (e instanceof AppError) return e;
    throw e;
  }
  throw new Error("it was not refused");
}

/** Rows of all tables of a workspace, counted: what a refused write must leave as it was. */
export async function countRows(workspaceId: string): Promise<Record<string, number>> {
  const tables = await db.$queryRaw<{ table_name: string }[]>`
    select c.table_name from information_schema.columns c
    join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema and t.table_type = 'BASE TABLE'
    where c.table_schema = 'public' and c.column_name = 'workspace_id' order by 1`;
  const counts: Record<string, number> = {};
  for (const { table_name } of tables) {
    const [row] = await db.$queryRawUnsafe<{ n: number }[]>(
      `select count(*)::int as n from "${table_name}" where workspace_id = $1`,
      workspaceId,
    );
    counts[table_name] = row?.n ?? 0;
  }
  return counts;
}

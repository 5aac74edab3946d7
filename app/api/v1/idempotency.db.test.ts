import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { POST as uploadTranscripts } from "@/app/api/v1/agents/[id]/transcripts/route";
import { POST as createAgent } from "@/app/api/v1/agents/route";
import { POST as apply } from "@/app/api/v1/proposals/[id]/apply/route";
import { POST as decide } from "@/app/api/v1/proposals/[id]/decisions/route";
import { POST as startDream } from "@/app/api/v1/stores/[id]/dreams/route";
import { POST as rollback } from "@/app/api/v1/stores/[id]/rollback/route";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/domain/errors";
import { SCOPES } from "@/lib/domain/permission";
import { setAnswerStore } from "@/lib/http/answer-store";
import { reply } from "@/lib/http/reply";
import { route } from "@/lib/http/route";
import { carryOut } from "@/lib/services/carried-out";
import { changeRole } from "@/lib/services/change-role";
import { createKey } from "@/lib/services/create-key";
import { emitAudit } from "@/lib/services/emit-audit";
import { claimAnswer, dropOldAnswers, keepAnswer, releaseAnswer, renewAnswer } from "@/lib/services/keep-answers";
import {
  chatLines,
  gatedChange,
  keyContext,
  makeAgent,
  makeProposal,
  makeWorkspace,
  type TestWorkspace,
  turns,
} from "@/lib/testing/factories";

process.env.NEXTAUTH_SECRET = "a secret for tests only";
setAnswerStore({ claim: claimAnswer, carryOut, renew: renewAnswer, keep: keepAnswer, release: releaseAnswer });

let w: TestWorkspace;
let key: string;
beforeAll(async () => {
  w = await makeWorkspace();
  key = await newKey();
});
const newKey = async () => (await createKey(w.admin, { name: "Test", scopes: [...SCOPES], agentId: null, expiresInDays: null })).key;

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Sent = { path?: string; key?: string; headers?: Record<string, string>; params?: Record<string, string> };

async function post(handler: Handler, idempotencyKey: string, body: string | Uint8Array | object, sent: Sent = {}) {
  const request = new Request(`http://localhost:3000/api/v1${sent.path ?? "/agents"}`, {
    method: "POST",
    headers: { authorization: `Bearer ${sent.key ?? key}`, "idempotency-key": idempotencyKey, ...sent.headers },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  });
  const response = await handler(request, { params: Promise.resolve(sent.params ?? {}) });
  const text = await response.text();
  const json = text === "" ? null : (JSON.parse(text) as Record<string, unknown> & { error?: { type: string; message: string } });
  return { status: response.status, text, json, replayed: response.headers.get("idempotency-replayed"), headers: response.headers };
}
const agents = (name: string) => db.agent.count({ where: { workspaceId: w.id, name } });
const rows = (idempotencyKey: string) => db.keptAnswer.findMany({ where: { workspaceId: w.id, key: idempotencyKey } });
const expire = (idempotencyKey: string) =>
  db.keptAnswer.updateMany({
    where: { workspaceId: w.id, key: idempotencyKey },
    data: { expiresAt: new Date(Date.now() - 1), leaseUntil: new Date(0) },
  });

describe("the same request with the same key", () => {
  it("is done once and answered twice, word for word", async () => {
    const first = await post(createAgent, "k-1", { name: "Once" });
    const again = await post(createAgent, "k-1", { name: "Once" });
    expect([first.status, first.replayed]).toEqual([201, null]);
    expect([again.status, again.replayed, again.text]).toEqual([201, "true", first.text]);
    expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    expect(await agents("Once")).toBe(1);
  });

  it("sent twice at once is done by exactly one; the other is told to come again", async () => {
    const sent = await Promise.all(Array.from({ length: 8 }, () => post(createAgent, "k-2", { name: "At once" })));
    expect(await agents("At once")).toBe(1);
    for (const one of sent) {
      if (one.status === 201) continue;
      expect([one.status, one.json?.error?.type]).toEqual([409, "conflict"]);
      expect(Number(one.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(sent.filter((one) => one.status === 201 && one.replayed === null)).toHaveLength(1);
    expect((await post(createAgent, "k-2", { name: "At once" })).replayed).toBe("true");
  });

  it("of an upload that is streamed: imported once, whatever the pieces; another file is refused", async () => {
    const { agentId } = await makeAgent(w.admin);
    const at = { path: `/agents/${agentId}/transcripts?name=a.jsonl`, params: { id: agentId } };
    const file = chatLines({ id: "s", messages: turns("Is it open?", "Yes.") });
    const first = await post(uploadTranscripts, "k-3", file, at);
    const again = await post(uploadTranscripts, "k-3", file, at);
    expect([first.status, again.status, again.replayed, again.text]).toEqual([200, 200, "true", first.text]);
    expect(await db.import.count({ where: { workspaceId: w.id, agentId } })).toBe(1);
    const other = await post(uploadTranscripts, "k-3", `${file} `, at);
    expect([other.status, other.replayed]).toEqual([409, null]);
    const named = await post(uploadTranscripts, "k-3", file, { ...at, path: `/agents/${agentId}/transcripts?name=b.jsonl` });
    expect(named.status).toBe(409);
    const packed = { ...at, headers: { "content-encoding": "gzip" } };
    const gzip = gzipSync(file);
    expect((await post(uploadTranscripts, "k-gzip", gzip, packed)).json).toMatchObject({ duplicates: [{ external_id: "s" }] });
    expect((await post(uploadTranscripts, "k-gzip", gzip, packed)).replayed).toBe("true");
    expect(await db.import.count({ where: { workspaceId: w.id, agentId } })).toBe(2);
  });

  it("is done anew after a day, and until then not: the rows of what is over go", async () => {
    await post(createAgent, "k-4", { name: "Daily" });
    const [row] = await rows("k-4");
    const hours = (Number(row?.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
    await dropOldAnswers();
    expect(await rows("k-4")).toHaveLength(1);
    await expire("k-4");
    expect(await post(createAgent, "k-4", { name: "Daily" })).toMatchObject({ status: 201, replayed: null });
    expect(await agents("Daily")).toBe(2);
    await expire("k-4");
    await dropOldAnswers();
    expect(await rows("k-4")).toEqual([]);
  });
});

describe("the same key", () => {
  it("with another body is a conflict, and nothing is done", async () => {
    await post(createAgent, "k-5", { name: "First" });
    const other = await post(createAgent, "k-5", { name: "Second" });
    expect([other.status, other.json?.error?.type, other.replayed]).toEqual([409, "conflict", null]);
    expect(await agents("Second")).toBe(0);
  });

  it("of another API key, or on another path, is another key", async () => {
    await post(createAgent, "k-6", { name: "Mine" });
    const theirs = await post(createAgent, "k-6", { name: "Mine" }, { key: await newKey() });
    expect([theirs.status, theirs.replayed]).toEqual([201, null]);
    expect(await agents("Mine")).toBe(2);
    const elsewhere = await post(createAgent, "k-6", { name: "Mine" }, { path: "/elsewhere" });
    expect([elsewhere.status, elsewhere.replayed]).toEqual([201, null]);
  });

  it.each(["", "two words", "x".repeat(256), "ä"])("that is none (%j) is refused", async (bad) => {
    expect((await post(createAgent, bad, { name: "Bad key" })).status).toBe(400);
    expect(await agents("Bad key")).toBe(0);
  });
});

it("a repeat from who may not do it any more is refused, and not told what was answered", async () => {
  const maker = await w.person("admin");
  const { key: theirs } = await createKey(maker, { name: "Theirs", scopes: [...SCOPES] });
  expect((await post(createAgent, "k-role", { name: "By role" }, { key: theirs })).status).toBe(201);
  await changeRole(w.admin, { personId: maker.actor.id, role: "viewer" });
  const again = await post(createAgent, "k-role", { name: "By role" }, { key: theirs });
  expect([again.status, again.replayed]).toEqual([403, null]);
  expect(again.text).not.toContain("By role");
});

describe("what is not kept", () => {
  let tries = 0;
  const failing = (thrown: () => unknown) =>
    route({ method: "POST", path: "/x", body: z.object({}) }, () => {
      tries++;
      throw thrown();
    });

  it.each([
    ["a fault", () => new Error("bug"), 500],
    ["a refusal", () => new AppError("conflict", "A dream runs."), 409],
  ])("%s: the same key may try again", async (name, thrown, status) => {
    tries = 0;
    for (const _ of [1, 2]) expect((await post(failing(thrown), `k-${name.replace(" ", "-")}`, {})).status).toBe(status);
    expect(tries).toBe(2);
    expect(await rows(`k-${name.replace(" ", "-")}`)).toEqual([]);
  });

  it("an answer that holds a secret: it stands nowhere, and a repeat is told that the work was done", async () => {
    let made = 0;
    const secret = route({ method: "POST", path: "/x", body: z.object({}), secret: true }, () => reply(201, { key: `rvl_${++made}` }));
    expect((await post(secret, "k-7", {})).json).toEqual({ key: "rvl_1" });
    const again = await post(secret, "k-7", {});
    expect([again.status, again.json?.error?.message]).toEqual([409, expect.stringContaining("was carried out")]);
    expect(made).toBe(1);
    expect(JSON.stringify(await rows("k-7"))).not.toContain("rvl_");
  });
});

describe("a process that dies in the middle", () => {
  it("holds the key until its lease has run out; then the request is done, and the dead one's answer would not be taken", async () => {
    const ctx = keyContext(w.id);
    const at = (claim: string) => ({ operation: "POST /x", key: "k-8", claim });
    expect(await claimAnswer(ctx, at("dead"), "h")).toEqual({ state: "claimed" });
    expect(await claimAnswer(ctx, at("next"), "h")).toMatchObject({ state: "busy" });
    await renewAnswer(ctx, at("dead"));
    expect(await claimAnswer(ctx, at("next"), "h")).toMatchObject({ state: "busy" });
    await expire("k-8");
    expect(await claimAnswer(ctx, at("next"), "h")).toEqual({ state: "claimed" });
    await keepAnswer(ctx, at("dead"), "h", { status: 200, headers: [], body: "late" });
    await releaseAnswer(ctx, at("dead"), true);
    await keepAnswer(ctx, at("next"), "h", { status: 200, headers: [], body: "in time" });
    expect(await claimAnswer(ctx, at("third"), "h")).toMatchObject({ state: "answered", hash: "h", answer: { body: "in time" } });
  });
});

describe("a process that dies after its work was committed and before its answer is kept", () => {
  const real = { claim: claimAnswer, carryOut, renew: renewAnswer, keep: keepAnswer, release: releaseAnswer };
  const died = () => db.keptAnswer.updateMany({ where: { workspaceId: w.id, status: null }, data: { leaseUntil: new Date(0) } });
  /** Sends a request whose answer never gets kept, as if the process had ended there, and sends it again once the dead one's lease is over. */
  async function crashed(handler: Handler, idempotencyKey: string, body: string | object, sent: Sent = {}) {
    const end = new Promise<void>((resolve) => {
      const keep = () => {
        resolve();
        return new Promise<never>(() => {});
      };
      setAnswerStore({ ...real, keep });
    });
    void post(handler, idempotencyKey, body, sent);
    await end;
    setAnswerStore(real);
    expect(await post(handler, idempotencyKey, body, sent)).toMatchObject({ status: 409, headers: expect.anything() });
    await died();
    const again = await post(handler, idempotencyKey, body, sent);
    expect([again.status, again.json?.error?.message]).toEqual([409, expect.stringContaining("was carried out")]);
    const told = JSON.parse(again.text) as { error: { details: { carried_out: { action: string; entity: string; id: string } } } };
    return told.error.details.carried_out;
  }

  it("a repeat does not act again, and is told what was written; another request with the key is refused", async () => {
    const did = await crashed(createAgent, "d-1", { name: "Dead" });
    expect(did).toMatchObject({ action: "agent.create", entity: "agent" });
    expect(await db.agent.count({ where: { workspaceId: w.id, id: did.id } })).toBe(1);
    expect(await agents("Dead")).toBe(1);
    expect((await post(createAgent, "d-1", { name: "Other" })).json?.error?.message).toContain("another request");
    await expire("d-1");
    expect((await post(createAgent, "d-1", { name: "Dead" })).status).toBe(201);
  });

  it("a dream is started, decided upon, applied and rolled back once; a file is taken once", async () => {
    const { agentId, storeId } = await makeAgent(w.admin);
    const file = chatLines({ id: "s", messages: turns("Is it open?", "Yes.") });
    const at = { path: `/agents/${agentId}/transcripts?name=a.jsonl`, params: { id: agentId } };
    const sent = await crashed(uploadTranscripts, "d-2", file, at);
    expect(sent).toMatchObject({ entity: "import", id: expect.stringMatching(/^imp_/) });
    expect(await db.import.count({ where: { workspaceId: w.id, agentId } })).toBe(1);

    await crashed(startDream, "d-3", {}, { path: `/stores/${storeId}/dreams`, params: { id: storeId } });
    expect(await db.dream.count({ where: { workspaceId: w.id, storeId } })).toBe(1);

    const p = await makeProposal(w.admin, storeId, [gatedChange({ op: "create", path: "/a.md" })]);
    const of = (what: string) => ({ path: `/proposals/${p.id}/${what}`, params: { id: p.id } });
    await crashed(decide, "d-4", { decisions: p.changes.map((c) => ({ change_id: c.id, verdict: "accept" })) }, of("decisions"));
    expect(await db.decision.count({ where: { workspaceId: w.id } })).toBe(1);
    expect(await crashed(apply, "d-5", { undecided: "leave" }, of("apply"))).toEqual({
      action: "proposal.apply",
      entity: "proposal",
      id: p.id,
    });
    await crashed(rollback, "d-6", { to_version: 1, reason: "Test" }, { path: `/stores/${storeId}/rollback`, params: { id: storeId } });
    expect(await db.version.count({ where: { workspaceId: w.id, storeId } })).toBe(3);
  });

  it("the keeping alone fails: the work stays known", async () => {
    setAnswerStore({ ...real, keep: () => Promise.reject(new Error("the database is away")) });
    expect((await post(createAgent, "d-7", { name: "Unkept" })).status).toBe(500);
    setAnswerStore(real);
    expect((await post(createAgent, "d-7", { name: "Unkept" })).json?.error?.message).toContain("was carried out");
    expect(await agents("Unkept")).toBe(1);
  });

  it("what was rolled back is not known as done, and is done by the repeat", async () => {
    let tries = 0;
    const half = route({ method: "POST", path: "/x", body: z.object({}) }, ({ ctx }) =>
      db.$transaction(async (tx) => {
        await emitAudit(tx, ctx, { action: "memory.note", entity: "store", entityId: "sto_x" });
        if (++tries === 1) throw new Error("bug");
      }),
    );
    expect((await post(half, "d-8", {})).status).toBe(500);
    expect((await post(half, "d-8", {})).status).toBe(204);
    expect(await db.audit.count({ where: { workspaceId: w.id, action: "memory.note" } })).toBe(1);
  });

  it("who lost the claim to a repeat while it was at work writes nothing any more", async () => {
    let go = () => {};
    const slow = route({ method: "POST", path: "/agents", body: z.object({ name: z.string() }) }, async ({ ctx, body }) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return makeAgent(ctx, { name: body.name });
    });
    const first = post(slow, "d-9", { name: "Twice" });
    await expect.poll(() => rows("d-9")).toHaveLength(1);
    await expire("d-9");
    expect((await post(createAgent, "d-9", { name: "Twice" })).status).toBe(201);
    go();
    expect((await first).json?.error?.message).toMatch(/took its Idempotency-Key over/);
    expect(await agents("Twice")).toBe(1);
    expect((await post(createAgent, "d-9", { name: "Twice" })).replayed).toBe("true");
  });
});

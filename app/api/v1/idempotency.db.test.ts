import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { POST as uploadTranscripts } from "@/app/api/v1/agents/[id]/transcripts/route";
import { POST as createAgent } from "@/app/api/v1/agents/route";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/domain/errors";
import { SCOPES } from "@/lib/domain/permission";
import { setAnswerStore } from "@/lib/http/answer-store";
import { reply } from "@/lib/http/reply";
import { route } from "@/lib/http/route";
import { createKey } from "@/lib/services/create-key";
import { claimAnswer, dropOldAnswers, keepAnswer, releaseAnswer, renewAnswer } from "@/lib/services/keep-answers";
import { chatLines, keyContext, makeAgent, makeWorkspace, type TestWorkspace, turns } from "@/lib/testing/factories";

process.env.NEXTAUTH_SECRET = "a secret for tests only";
setAnswerStore({ claim: claimAnswer, renew: renewAnswer, keep: keepAnswer, release: releaseAnswer });

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
  db.keptAnswer.updateMany({ where: { workspaceId: w.id, key: idempotencyKey }, data: { expiresAt: new Date(Date.now() - 1) } });

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
    await releaseAnswer(ctx, at("dead"));
    await keepAnswer(ctx, at("next"), "h", { status: 200, headers: [], body: "in time" });
    expect(await claimAnswer(ctx, at("third"), "h")).toMatchObject({ state: "answered", hash: "h", answer: { body: "in time" } });
  });
});

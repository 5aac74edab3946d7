import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { getTranscript, listEvents } from "@/lib/queries/transcripts";
import { agentWrite } from "@/lib/services/agent-write";
import { putMemory } from "@/lib/services/edit-memory";
import { readMemoryFiles } from "@/lib/services/import-memory";
import {
  agentKeyContext,
  chatLines,
  countRows,
  makeAgent,
  makeStore,
  makeWorkspace,
  refusalOf,
  turns,
  upload,
} from "@/lib/testing/factories";

// Put together here, so that no scanner takes this file for a leak.
const AWS = ["AKIA", "QYLPMN5HFIQR7XYA"].join("");
const ANTHROPIC = ["sk-ant-", "api03-", "aB3dE".repeat(19), "AA"].join("");
const GITHUB = ["ghp_", "aB3dE6gH9j".repeat(3), "aB3dE6"].join("");

it("a person's edit with a secret is refused and nothing is written", async () => {
  const w = await makeWorkspace();
  const storeId = await makeStore(w.admin);
  const before = await countRows(w.id);
  for (const secret of [AWS, ANTHROPIC, GITHUB]) {
    const refusal = await refusalOf(putMemory(w.reviewer, storeId, { path: "/a.md", content: `The key is ${secret}.` }));
    expect(refusal.type).toBe("unprocessable");
    expect(JSON.stringify([refusal.message, refusal.details])).not.toContain(secret);
  }
  expect(await countRows(w.id)).toEqual(before);
});

it("a file with a secret is not imported as memory", async () => {
  const refusal = await refusalOf(readMemoryFiles(Buffer.from(`# Deploy\n\nUse ${AWS}.\n`), "deploy.md"));
  expect([refusal.type, refusal.message.includes("/deploy.md")]).toEqual(["unprocessable", true]);
});

it("what is shown of a session has no secret: title, user, task, note, metadata", async () => {
  const w = await makeWorkspace();
  const { agentId } = await makeAgent(w.admin);
  const long = `${"word ".repeat(14)}${AWS}`;
  const { result } = await upload(
    w.uploader,
    agentId,
    chatLines(
      { id: "given", title: `Use ${AWS}`, user: ANTHROPIC, task: GITHUB, messages: turns("Hello") },
      { id: "made", outcome: { result: "failed", note: `bad ${AWS}` }, metadata: { deep: [{ key: GITHUB }] }, messages: turns(long, "ok") },
    ),
  );
  const shown = [];
  for (const { id } of result?.imported ?? []) {
    shown.push(await getTranscript(w.viewer.scope, id), await listEvents(w.viewer.scope, id, { limit: 100, from: 0 }));
  }
  expect(shown).toHaveLength(4);
  const text = JSON.stringify([shown, result]);
  for (const secret of [AWS, ANTHROPIC, GITHUB, AWS.slice(0, 8)]) expect(text).not.toContain(secret);
});

it("a session that stands twice in one upload is imported once and told as a duplicate", async () => {
  const w = await makeWorkspace();
  const { agentId } = await makeAgent(w.admin);
  const session = { messages: turns("Is the shop open on Sunday?", "No.") };
  const { result } = await upload(
    w.uploader,
    agentId,
    chatLines(session, session, { id: "x", ...session }, { id: "x", messages: turns("Is") }),
  );
  expect([result?.imported.length, result?.duplicates.length, result?.updated.length]).toEqual([2, 1, 1]);
});

it("two notes of a session, the first with a secret, are one line of events", async () => {
  const w = await makeWorkspace();
  const { agentId, storeId } = await makeAgent(w.admin);
  const key = await agentKeyContext(w.id, agentId);
  for (const content of [`Deploy with ${AWS}.`, "Deploy at night."]) {
    await agentWrite(key, storeId, { path: "/deploy.md", content, kind: undefined, sessionId: "s1" });
  }
  const [notes] = await db.transcript.findMany({ where: { workspaceId: w.id } });
  expect([notes?.externalId, notes?.events, notes?.diverged]).toEqual(["notes:s1", 2, false]);
});

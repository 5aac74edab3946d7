import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImportedSession } from "@/lib/domain/transcript";
import { readUpload } from "./read-upload";
import { readWhole } from "./read-whole";

const data = join(process.cwd(), "..", "shared", "data");
const present = existsSync(data);
if (!present) console.log(`skipped: the real session files are not at ${data}`);

// Written apart from the importers, straight from contract and JSON: what is one event, and how many there are.
type Block = { type: string; text?: string; thinking?: string };
type Chat = { role: string; content?: string | null; tool_calls?: { function: { arguments: string } }[] };
type Line = { type?: string; message?: { content: string | Block[] } };

function countChat(messages: Chat[]): number {
  let events = 0;
  for (const message of messages) {
    if (message.role === "tool" || message.content) events += 1;
    events += (message.tool_calls ?? []).length;
  }
  return events;
}

function countClaude(lines: Line[]): number {
  let events = 0;
  for (const line of lines) {
    if (line.type !== "user" && line.type !== "assistant") continue;
    const content = line.message!.content;
    if (typeof content === "string") events += content === "" ? 0 : 1;
    else events += content.filter((b) => b.type === "tool_use" || b.type === "tool_result" || b.text || b.thinking).length;
  }
  return events;
}

async function readFile(path: string) {
  const sessions: ImportedSession[] = [];
  const problems: unknown[] = [];
  let format: string | null = null;
  for await (const item of readUpload(createReadStream(path, { highWaterMark: 10_007 }), { format: "auto" })) {
    if (item.type === "session") sessions.push(item.session);
    else if (item.type === "format") format = item.format;
    else problems.push(item);
  }
  return { format, sessions, problems };
}

function manifest(folder: string): { file: string; index?: number; task_id?: number; reward?: number; n_messages?: number }[] {
  return jsonLines(readFileSync(join(data, folder, "manifest.jsonl"), "utf8")) as never;
}

function jsonLines(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
}

/** The bytes that a session says are its own, cut from the file. */
function slice(bytes: Buffer, session: ImportedSession): Buffer {
  return Buffer.concat(session.raw.map(({ start, end }) => bytes.subarray(start, end)));
}

const withoutRaw = ({ raw: _, ...rest }: ImportedSession) => rest;

describe.skipIf(!present)("tau-bench files", () => {
  for (const folder of ["tau-bench-airline", "tau-bench-retail"]) {
    test(`${folder}: as many sessions as the manifest has lines, each with the events that an independent count finds`, async () => {
      const expected = manifest(folder);
      let total = 0;
      for (const file of new Set(expected.map((line) => line.file))) {
        const bytes = readFileSync(join(data, folder, file));
        const runs = JSON.parse(bytes.toString()) as { traj: Chat[]; reward: number; info: { task: { user_id: string } } }[];
        const { format, sessions, problems } = await readFile(join(data, folder, file));
        expect(problems).toEqual([]);
        expect(format).toBe("tau-bench");
        expect(sessions.map((s) => s.events.length)).toEqual(runs.map((run) => countChat(run.traj)));
        sessions.forEach((session, i) => {
          const run = runs[i]!;
          const line = expected.find((one) => one.file === file && one.index === i)!;
          expect(session).toMatchObject({ externalId: null, task: String(line.task_id), user: run.info.task.user_id, startedAt: null });
          expect(session.outcome).toEqual({ result: line.reward === 1 ? "succeeded" : "failed", score: line.reward, note: null });
          expect(JSON.parse(slice(bytes, session).toString())).toEqual(run);
          expect(readWhole(slice(bytes, session)).sessions.map(withoutRaw)).toEqual([withoutRaw(session)]);
        });
        total += sessions.length;
      }
      expect(total).toBe(expected.length);
    });
  }

  test("a tool call keeps its arguments letter for letter, and a result the name of its tool", async () => {
    const file = join(data, "tau-bench-airline", "gpt-4o-airline.json");
    const run = (JSON.parse(readFileSync(file, "utf8")) as { traj: Chat[] }[])[0]!;
    const wanted = run.traj.flatMap((message) => (message.tool_calls ?? []).map((call) => call.function.arguments));
    const { sessions } = await readFile(file);
    expect(sessions[0]!.events.filter((e) => e.type === "tool_call").map((e) => e.text)).toEqual(wanted);
    // Some of these runs use an id again: a result belongs to the last call before it that has its id.
    for (const { events } of sessions) {
      for (const result of events.filter((e) => e.type === "tool_result")) {
        const call = events.findLast((e) => e.type === "tool_call" && e.seq < result.seq && e.tool?.callId === result.tool?.callId);
        expect(call?.tool?.name).toBe(result.tool?.name);
      }
    }
  });
});

describe.skipIf(!present)("Claude Code files", () => {
  const folder = join(data, "claude-code-entire");
  const files = present ? readdirSync(folder).filter((name) => /^[\da-f-]{36}\.jsonl$/.test(name)) : [];

  test("there are as many as the manifest names", () => {
    expect(files.sort()).toEqual(
      manifest("claude-code-entire")
        .map((line) => line.file)
        .filter((name) => name.endsWith(".jsonl"))
        .sort(),
    );
  });

  for (const file of files) {
    test(`${file} is one session with every message in it, and its raw bytes are the file`, async () => {
      const bytes = readFileSync(join(folder, file));
      const lines = jsonLines(bytes.toString()) as Line[];
      const { format, sessions, problems } = await readFile(join(folder, file));
      expect(problems).toEqual([]);
      expect(format).toBe("claude-code");
      expect(sessions).toHaveLength(1);
      const session = sessions[0]!;
      expect(session.externalId).toBe(file.replace(".jsonl", ""));
      expect(session.events.length).toBe(countClaude(lines));
      expect(session.events.every((event, i) => event.seq === i && event.at !== null)).toBe(true);
      expect(slice(bytes, session).equals(bytes)).toBe(true);
      expect(readWhole(slice(bytes, session)).sessions.map(withoutRaw)).toEqual([withoutRaw(session)]);
      expect(session.title).toBeTruthy();
    });
  }
});

describe.skipIf(!present)("files of other tools", () => {
  const folder = join(data, "import-formats");
  const others = [
    "langfuse-otel-trace",
    "langsmith-run",
    "openhands-trajectory",
    "tau2-results-json",
    "claude-managed-agents-events",
    "chatgpt-export",
  ];
  const files = present ? others.flatMap((name) => readdirSync(join(folder, name)).map((file) => join(name, file))) : [];

  test.each(files)("%s is recognised by no format, and each says why", (name) => {
    const path = join(folder, name);
    const { format, sessions, tried } = readWhole(readFileSync(path));
    expect({ format, sessions }).toEqual({ format: null, sessions: [] });
    expect(tried.map((one) => one.format)).toEqual(["chat", "tau-bench", "claude-code"]);
    for (const { why } of tried) expect(why.length).toBeGreaterThan(10);
  });
});

import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ImportedSession } from "@/lib/domain/transcript";
import { FORMAT_NAMES, type FormatName } from "./format";
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

type Tau2Message = { role: string; content: string | null; tool_calls?: unknown[] | null; timestamp?: string };
type Tau2Run = {
  simulations: { id: string; task_id: string; start_time: string; reward_info: { reward: number }; messages: Tau2Message[] }[];
};

describe.skipIf(!present)("tau2-bench files", () => {
  const files = present
    ? [
        ...readdirSync(join(data, "tau2-bench"))
          .filter((name) => name.endsWith(".json"))
          .map((name) => join("tau2-bench", name)),
        ...readdirSync(join(data, "import-formats", "tau2-results-json")).map((name) => join("import-formats", "tau2-results-json", name)),
      ]
    : [];

  test.each(files)("%s: every simulation, each with the events that an independent count finds", async (name) => {
    const bytes = readFileSync(join(data, name));
    const { simulations } = JSON.parse(bytes.toString()) as Tau2Run;
    const { format, sessions, problems } = await readFile(join(data, name));
    expect(problems).toEqual([]);
    expect(format).toBe("tau2-bench");
    expect(sessions.map((s) => s.externalId)).toEqual(simulations.map((one) => one.id));
    sessions.forEach((session, i) => {
      const one = simulations[i]!;
      let count = 0;
      for (const message of one.messages) {
        if (message.role === "tool" || message.content) count += 1;
        count += message.tool_calls?.length ?? 0;
      }
      expect(session.events).toHaveLength(count);
      expect(session).toMatchObject({ task: one.task_id, startedAt: `${one.start_time.slice(0, 23)}Z` });
      const { reward } = one.reward_info;
      expect(session.outcome).toMatchObject({ result: reward === 1 ? "succeeded" : "failed", score: reward });
      for (const event of session.events) {
        if (event.type === "tool_result") expect(event.tool!.name).not.toBe("unknown");
        expect(event.at === null).toBe(!one.messages.some((message) => message.timestamp));
        if (event.type === "assistant") expect(event.text).not.toMatch(/^\{\s*"message"\s*:[^{[]*\}$/);
      }
      expect(JSON.parse(slice(bytes, session).toString())).toEqual(one);
      const again = readWhole(slice(bytes, session)).sessions[0]!;
      expect([again.externalId, again.user, again.outcome, again.events]).toEqual([
        session.externalId,
        session.user,
        session.outcome,
        session.events,
      ]);
    });
  });

  test("the manifest's ids and rewards are those that were read", async () => {
    const read = new Map<string, number | null>();
    for (const name of files) for (const s of (await readFile(join(data, name))).sessions) read.set(s.externalId!, s.outcome!.score);
    const expected = manifest("tau2-bench") as { id?: string; reward?: number }[];
    expect(expected).toHaveLength(107);
    for (const { id, reward } of expected) expect(read.get(id!)).toBe(reward);
  });

  test("whom a simulation served is who its calls say, not who the file's list of tasks says: its ids are of another numbering", async () => {
    const { sessions } = await readFile(join(data, "tau2-bench", "toolorchestra_airline_gpt-5_1trial.json"));
    expect(sessions[0]!.user).toBe("ethan_martin_2396");
    for (const { user, events } of sessions) if (user !== null) expect(events.some((event) => event.text.includes(user))).toBe(true);
  });
});

describe.skipIf(!present)("recordings of Managed Agents", () => {
  const folder = join(data, "import-formats", "claude-managed-agents-events");
  const files = present ? readdirSync(folder) : [];
  const SAYS = /^(?:user\.message|agent\.(?:message|(?:mcp_|custom_)?tool_(?:use|result)))$/;

  test.each(files)("%s is one session; what was sent and came back counts once", async (name) => {
    const bytes = readFileSync(join(folder, name));
    const lines = jsonLines(bytes.toString()) as [string, { id: string; type: string }][];
    const said = lines.filter(([method, event]) => method.endsWith(".stream") && SAYS.test(event.type));
    const { format, sessions, problems } = await readFile(join(folder, name));
    expect(problems).toEqual([]);
    expect(format).toBe("managed-agents");
    expect(sessions).toHaveLength(1);
    const session = sessions[0]!;
    expect(session.externalId).toBe(lines[0]![1].id);
    expect(session.events).toHaveLength(said.length);
    expect(session.events.every((event) => event.at !== null && event.tool?.name !== "unknown")).toBe(true);
    expect(slice(bytes, session).toString().trim()).toBe(bytes.toString().trim());
    expect(readWhole(slice(bytes, session)).sessions.map(withoutRaw)).toEqual([withoutRaw(session)]);
  });
});

describe.skipIf(!present)("the content says which format a file is", () => {
  /** What is not named here is no transcript that is known, whatever its name ends with. */
  const KNOWN: [RegExp, FormatName][] = [
    [/^tau-bench-(?:airline|retail)\/(?!derived|manifest).*\.json$/, "tau-bench"],
    [/^(?:tau2-bench|import-formats\/tau2-results-json)\/(?!manifest).*\.json$/, "tau2-bench"],
    [/^claude-code-entire\/[\da-f-]{36}\.jsonl$|^import-formats\/(?:claude-code-jsonl|multi-agent-cli\/claude)\//, "claude-code"],
    [/^import-formats\/claude-managed-agents-events\//, "managed-agents"],
    [/^agentdojo-runs\/agentdojo-|^import-formats\/(?:mini-swe-agent-traj|multi-agent-cli\/hermes)\//, "chat"],
  ];
  const files = present ? (readdirSync(data, { recursive: true }) as string[]).filter((name) => statSync(join(data, name)).isFile()) : [];

  test("of every file there is", () => {
    expect(files.length).toBeGreaterThan(200);
    const wrong: string[] = [];
    for (const name of files) {
      const expected = KNOWN.find(([pattern]) => pattern.test(name))?.[1] ?? null;
      const bytes = readFileSync(join(data, name));
      const { format, sessions, tried } = readWhole(bytes);
      if (format !== expected || sessions.length > 0 !== (expected !== null)) wrong.push(`${name}: ${format}, ${sessions.length} sessions`);
      if (expected === null && !tried.every(({ why }) => why.length > 10)) wrong.push(`${name}: ${JSON.stringify(tried)}`);
      // Asked for as any other format it gives no session, except where a format reads what another one wrote down the same way.
      for (const other of FORMAT_NAMES) {
        if (other === expected || bytes.length > 200_000) continue;
        const forced = readWhole(bytes, other).sessions.length;
        const akin = expected === "chat" && other === "anthropic-messages";
        if (forced > 0 && !akin) wrong.push(`${name} as ${other}: ${forced} sessions`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(!present)("what the script of the README makes `chat` of", () => {
  const readme = readFileSync(join(process.cwd(), "README.md"), "utf8");
  const script = /```js\n(\/\/ to-chat\.mjs[\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "to-chat-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const converted = (files: string[]) => {
    writeFileSync(join(folder, "to-chat.mjs"), script);
    return readWhole(execFileSync(process.execPath, [join(folder, "to-chat.mjs"), ...files], { maxBuffer: 1e9 }));
  };

  test("fifteen lines", () => expect(script.trim().split("\n").length).toBeLessThanOrEqual(15));

  test("medagentbench-whissle: every run with its grade", () => {
    const lines = manifest("medagentbench-whissle") as unknown as {
      file: string;
      task_id: string;
      correct: boolean;
      grade_reason: string;
      rounds: number;
    }[];
    const { format, sessions, problems } = converted(lines.map(({ file }) => join(data, "medagentbench-whissle", file)));
    expect({ format, problems }).toEqual({ format: "chat", problems: [] });
    expect(sessions).toHaveLength(70);
    sessions.forEach((session, i) => {
      const { task_id, correct, grade_reason } = lines[i]!;
      const run = JSON.parse(readFileSync(join(data, "medagentbench-whissle", lines[i]!.file), "utf8")) as {
        turns: { observation: string | null }[];
      };
      expect(session.task).toBe(task_id);
      expect(session.outcome).toEqual({ result: correct ? "succeeded" : "failed", score: null, note: grade_reason || null });
      expect(session.events.filter((e) => e.type === "assistant")).toHaveLength(run.turns.length);
      expect(session.events.filter((e) => e.type === "tool_result")).toHaveLength(
        run.turns.filter((turn) => turn.observation !== null).length,
      );
      expect(session.startedAt).not.toBeNull();
    });
  });

  test("reflexion-alfworld: every trial with the notes that it began with, and whether it went well", () => {
    const logs = join(data, "reflexion-alfworld", "reflexion_run_logs");
    const files = readdirSync(logs);
    const trials = files.flatMap(
      (name) => JSON.parse(readFileSync(join(logs, name), "utf8")) as { memory: string[]; is_success: boolean }[],
    );
    const { format, sessions, problems } = converted(files.map((name) => join(logs, name)));
    expect({ format, problems }).toEqual({ format: "chat", problems: [] });
    expect(sessions.map((s) => s.outcome!.result === "succeeded")).toEqual(trials.map((trial) => trial.is_success));
    expect(sessions.map((s) => s.events.filter((e) => e.type === "assistant").map((e) => e.text))).toEqual(
      trials.map((trial) => trial.memory),
    );
  });
});

import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FORMAT_NAMES } from "./format";
import { type GoOn, MAX_PROBLEMS, readUpload, type UploadItem } from "./read-upload";
import { readWhole } from "./read-whole";

const talk = (id: string, extra: object = {}) => ({
  id,
  messages: [
    { role: "system", content: 'You are an agent. \\ "quoted" {[' },
    { role: "user", content: `Grüße, 你好 👩‍👩‍👧 ${id} }]"\n\u2028` },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c1", type: "function", function: { name: "look_up", arguments: '{"a": "]}\\"", "n": 1.0}' } }],
    },
    { role: "tool", tool_call_id: "c1", content: '{"error": "no \\\\ such"}' },
    { role: "assistant", content: "It is done — schön." },
  ],
  ...extra,
});
const run = (task_id: number, reward: number) => ({
  task_id,
  trial: 0,
  reward,
  info: { task: { user_id: "mia" } },
  traj: talk(`t${task_id}`).messages,
});
const claude = (sessionId: string, n: number, message: object, extra: object = {}) => ({
  ...{ parentUuid: null, isSidechain: false, cwd: "/home/é", sessionId, version: "2.1.0", gitBranch: "main", type: "user" },
  ...{ uuid: `u${n}`, timestamp: `2026-01-0${n}T10:00:00.000Z`, message },
  ...extra,
});
const claudeLines = [
  { type: "file-history-snapshot", messageId: "m", snapshot: {}, isSnapshotUpdate: false },
  claude("s1", 1, { role: "user", content: "Please fix the lint errors, größer." }),
  claude(
    "s1",
    2,
    { role: "assistant", model: "claude-x", content: [{ type: "thinking", thinking: "hm…", signature: "x" }] },
    { type: "assistant" },
  ),
  claude("s2", 3, { role: "user", content: "Another one." }),
  claude(
    "s1",
    4,
    { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "Bash", input: { command: 'ls "}"' } }] },
    { type: "assistant" },
  ),
  claude("s1", 5, { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "", is_error: false }] }),
  claude("s2", 6, { role: "assistant", content: [{ type: "text", text: "Yes." }] }, { type: "assistant" }),
];

const jsonl = (values: unknown[], end = "\n") => values.map((value) => JSON.stringify(value)).join("\n") + end;
const simulation = (id: string, reward: number | null) => ({
  id,
  task_id: "7",
  trial: 0,
  start_time: "2026-01-01T10:00:00.123456",
  termination_reason: "user_stop",
  reward_info: reward === null ? null : { reward },
  messages: [
    { role: "assistant", content: '{"message": "Hi! }]\\n"}', tool_calls: null, turn_idx: 0 },
    { role: "user", content: `Grüße ${id}`, timestamp: "2026-01-01T10:00:01" },
    { role: "assistant", content: null, tool_calls: [{ id: "c", name: "look_up", arguments: { user_id: "é_1" }, requestor: "assistant" }] },
    { id: "c", role: "tool", content: '{"error": "no \\\\ such"}', error: true },
  ],
});
const tau2Run = {
  timestamp: "2026-01-01T09:00:00",
  info: {},
  tasks: [{ id: "7" }],
  simulations: [simulation("a", 1), simulation("b", null)],
};
const apiTalk = (id: string) => ({
  ...{ id, model: "claude-x", system: [{ type: "text", text: 'Be kind. {[ "' }] },
  messages: [
    { role: "user", content: `Grüße, 你好 ${id} }]"\n` },
    { role: "assistant", content: [{ type: "tool_use", id: "t", name: "memory", input: { command: "view", path: "/memories" } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "4.0K\t/memories" }] }] },
    { role: "assistant", content: "Nothing there yet." },
  ],
});
const managedEvents = (id: string) => [
  { id: `sevt_${id}1`, type: "user.message", processed_at: "2026-01-01T10:00:00Z", content: [{ type: "text", text: `Grüße ${id} }]"` }] },
  { id: `sevt_${id}2`, type: "session.status_running", processed_at: "2026-01-01T10:00:00Z" },
  { id: `sevt_${id}3`, type: "agent.tool_use", processed_at: "2026-01-01T10:00:01Z", name: "bash", input: { command: 'ls "}"' } },
  { id: `sevt_${id}4`, type: "agent.tool_result", processed_at: "2026-01-01T10:00:02Z", tool_use_id: `sevt_${id}3`, content: [] },
  { id: `sevt_${id}5`, type: "agent.message", processed_at: null, content: [{ type: "text", text: "Schön." }] },
];
const managedSession = (id: string) => ({
  id: `sesn_${id}`,
  type: "session",
  title: "T",
  created_at: "2026-01-01T09:59:00Z",
  agent: { name: "A" },
});
const bundle = (id: string) => ({ session: managedSession(id), events: managedEvents(id) });
const recordedLines = ["a", "b"].flatMap((id) => [
  ["client.beta.sessions.create", managedSession(id)],
  [
    "client.beta.sessions.events.send",
    [`sesn_${id}`, { events: [{ type: "user.message", content: [{ text: `Grüße ${id} }]"`, type: "text" }] }] }],
  ],
  ...managedEvents(id).map((event) => ["client.beta.sessions.events.stream", event]),
]);
const samples = {
  "chat, one per line": jsonl([talk("a"), talk("b", { reward: 0.5 }), talk("c")]),
  "chat, one per line with CRLF, BOM and blank lines": `\uFEFF\r\n\r\n${jsonl([talk("a"), talk("b")]).replaceAll("\n", "\r\n")}\r\n`,
  "chat, an array": JSON.stringify([talk("a"), talk("b")]),
  "chat, an array over several lines": `\n ${JSON.stringify([talk("a"), talk("b")], null, 2)}\n`,
  "chat, one object over several lines": JSON.stringify(talk("a"), null, 1),
  "chat, one list of messages": JSON.stringify(talk("a").messages),
  "chat, one list of messages over several lines": JSON.stringify(talk("a").messages, null, "\t"),
  "chat, a list of messages per line": jsonl([talk("a").messages, talk("b").messages]),
  "chat, an array of lists of messages": JSON.stringify([talk("a").messages, talk("b").messages]),
  "tau-bench, an array": JSON.stringify([run(1, 1), run(2, 0)]),
  "tau-bench, one per line": jsonl([run(1, 1), run(2, 0)]),
  "claude-code, two sessions interleaved": jsonl(claudeLines, ""),
  "tau2-bench, a run": JSON.stringify(tau2Run),
  "tau2-bench, a run over several lines": JSON.stringify(tau2Run, null, 2),
  "tau2-bench, a run with its simulations first": JSON.stringify({ simulations: tau2Run.simulations, tasks: [], info: {} }),
  "tau2-bench, a simulation per line": jsonl(tau2Run.simulations),
  "anthropic-messages, one per line": jsonl([apiTalk("a"), apiTalk("b")]),
  "anthropic-messages, an array": JSON.stringify([apiTalk("a"), apiTalk("b")]),
  "anthropic-messages, one object over several lines": JSON.stringify(apiTalk("a"), null, 2),
  "anthropic-messages, one list of messages": JSON.stringify(apiTalk("a").messages),
  "managed-agents, one list of events": JSON.stringify(managedEvents("a")),
  "managed-agents, one list of events over several lines": JSON.stringify(managedEvents("a"), null, 2),
  "managed-agents, one list of recorded calls": JSON.stringify(recordedLines.slice(0, 7)),
  "managed-agents, one object": JSON.stringify({ data: managedEvents("a"), next_page: null }),
  "managed-agents, a session per line": jsonl([bundle("a"), bundle("b")]),
  "managed-agents, an array of sessions": JSON.stringify([bundle("a"), bundle("b")]),
  "managed-agents, two sessions in recorded lines": jsonl(recordedLines),
};
const entries = Object.entries(samples).map(([name, text]) => [name, Buffer.from(text)] as const);

describe("a file is read the same", () => {
  test.each(entries)("%s: whole, and its sessions' bytes are those that say the same again", (name, bytes) => {
    const whole = readWhole(bytes);
    expect(whole.problems).toEqual([]);
    expect(whole.format).toBe(name.split(",")[0]);
    expect(whole.sessions.length).toBe(
      /one object|one list/.test(name) ? 1 : name.includes("chat, one per line") && name.length < 20 ? 3 : 2,
    );
    for (const session of whole.sessions) {
      const slice = Buffer.concat(session.raw.map(({ start, end }) => bytes.subarray(start, end)));
      const again = readWhole(slice);
      expect(again.sessions.map(({ raw: _, ...rest }) => rest)).toEqual(
        [{ ...session, raw: undefined }].map(({ raw: _, ...rest }) => rest),
      );
    }
  });

  test.each(entries)("%s: wherever the network cuts it into chunks", (_, bytes) => {
    const whole = readWhole(bytes);
    const everyByte = Array.from(bytes, (_byte, i) => bytes.subarray(i, i + 1));
    expect(readWhole(everyByte)).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        expect(readWhole(at.slice(1).map((end, i) => bytes.subarray(at[i], end)))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test.each(entries)("%s: asked for by name", (name, bytes) => {
    expect(readWhole(bytes, name.split(",")[0] as "chat")).toEqual(readWhole(bytes));
  });
});

describe("a file that ends too early", () => {
  test.each(entries.filter(([name]) => !name.includes(", two sessions")))(
    "%s: loses what was cut and nothing before it, and says so",
    (name, bytes) => {
      const whole = readWhole(bytes);
      // Of the longer samples every third size: each is read from its beginning.
      const step = bytes.length > 2000 ? 3 : 1;
      for (let size = 0; size < bytes.length; size += step) {
        const half = readWhole(bytes.subarray(0, size));
        const text = bytes.toString("latin1", 0, size).trimEnd();
        const ends = whole.sessions.map((session) => bytes.toString("latin1", 0, session.raw[0]!.end).trimEnd().length);
        const complete = ends.filter((end) => end <= text.length).length;
        expect(half.sessions.map((s) => s.events)).toEqual(whole.sessions.slice(0, complete).map((s) => s.events));
        const atEnd = /per line|one object|one list/.test(name)
          ? ends.includes(text.length)
          : text.length === bytes.toString("latin1").trimEnd().length;
        if (!atEnd) expect(half.problems.length + half.tried.length, `${size} bytes`).toBeGreaterThan(0);
        else expect(half.problems).toEqual([]);
      }
    },
  );

  test.each([
    ["claude-code", claudeLines],
    ["managed-agents", recordedLines],
  ])("%s: loses the line that was cut and keeps its session", (_, values) => {
    const bytes = Buffer.from(jsonl(values));
    for (let size = 0; size < bytes.length; size += bytes.length > 3000 ? 3 : 1) {
      const half = readWhole(bytes.subarray(0, size));
      const lines = bytes.toString("utf8", 0, size).split("\n");
      const cut = lines.at(-1) !== "" && !isJson(lines.at(-1)!);
      const kept = readWhole(cut ? lines.slice(0, -1).join("\n") : lines.join("\n"));
      expect(half.sessions.map((s) => s.events)).toEqual(kept.sessions.map((s) => s.events));
      if (cut) expect(half.problems.length + half.tried.length, `${size} bytes`).toBeGreaterThan(0);
    }
  });

  test("says where, and how much was read before", () => {
    const lines = jsonl([talk("a"), talk("b"), talk("c")]);
    expect(readWhole(lines.slice(0, -9)).problems).toEqual([
      { line: 3, message: "The file ends in the middle of this line; the 2 sessions before it were read." },
    ]);
    const array = JSON.stringify([talk("a"), talk("b")]);
    expect(readWhole(array.slice(0, -9)).problems).toEqual([
      { index: 1, message: "The file ends in the middle of this element; the session before it was read." },
    ]);
    expect(readWhole(array.slice(0, -1)).problems).toEqual([
      { index: 2, message: "The file ends before the array is closed; the 2 sessions before it were read." },
    ]);
    expect(readWhole(lines.slice(0, 200))).toMatchObject({
      format: "chat",
      problems: [{ line: 1, message: "The file ends in the middle of this line; no session was read before it." }],
    });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("what is broken costs itself only", () => {
  test("a line that is not JSON, in the middle", () => {
    const { sessions, problems } = readWhole(`${jsonl([talk("a")])}{"id": "b", "messages": [}\nhello\n${jsonl([talk("c")])}`);
    expect(sessions.map((s) => s.externalId)).toEqual(["a", "c"]);
    expect(problems).toEqual([
      { line: 2, message: expect.stringMatching(/^This line is not valid JSON \(Unexpected token/) },
      { line: 3, message: "This line is not valid JSON (Unexpected token 'h')." },
    ]);
  });

  test("a first line that was cut off, whether inside a string or not", () => {
    for (const first of ['{"id": "a", "messages": [{"role": "us', '{"id": "a", "messages": [', '{"id":']) {
      const { sessions, problems } = readWhole(`${first}\n${jsonl([talk("b"), talk("c")])}`);
      expect(sessions.map((s) => s.externalId)).toEqual(["b", "c"]);
      expect(problems.map((p) => p.line)).toEqual([1]);
    }
  });

  test("an element of an array", () => {
    const text = `[${JSON.stringify(talk("a"))}, {"id": "b",, "messages": []}, 7, ${JSON.stringify(talk("c"))} ${JSON.stringify(talk("d"))},]x`;
    const { sessions, problems } = readWhole(text);
    expect(sessions.map((s) => s.externalId)).toEqual(["a", "c", "d"]);
    expect(problems).toEqual([
      { index: 1, message: expect.stringContaining("not valid JSON") },
      { index: 2, message: "A conversation must be an object with `messages`, not a number." },
      { index: 4, message: "A comma is missing before this element." },
      { index: 5, message: "The array ends after a comma: its last element is missing." },
      { index: 5, message: "There is more text after the end of the array; it was not read." },
    ]);
  });

  test("a message: the session is refused whole, with the place", () => {
    const wrong = talk("b", {
      messages: [
        { role: "user", content: "hi" },
        { role: "robot", content: "x" },
      ],
    });
    expect(readWhole(JSON.stringify([talk("a"), wrong])).problems).toEqual([
      { index: 1, path: "messages[1].role", message: 'The role must be one of system, developer, user, assistant, tool; it is "robot".' },
    ]);
    const missing = talk("b", { messages: [{ role: "user", content: "hi" }, { role: "user" }] });
    expect(readWhole(jsonl([talk("a"), missing])).problems).toMatchObject([{ line: 2, path: "messages[1].content" }]);
  });

  test("more problems than anybody reads are counted", () => {
    const { problems } = readWhole(`${jsonl([talk("a")])}${"x\n".repeat(MAX_PROBLEMS + 5)}`);
    expect(problems).toHaveLength(MAX_PROBLEMS + 1);
    expect(problems.at(-1)).toEqual({ message: "5 more problems are not listed." });
  });

  test("a file that is nothing but problems is not read to its end, and says so", () => {
    const { sessions, problems } = readWhole(`${jsonl([talk("a")])}${"x\n".repeat(60_000)}${jsonl([talk("b")])}`);
    expect(sessions.map((s) => s.externalId)).toEqual(["a"]);
    expect(problems.at(-1)!.message).toMatch(/more problems are not listed. The rest of the file was not read.$/);
  });
});

describe("what is no transcript", () => {
  const why = (bytes: Buffer | string) => [...new Set(readWhole(bytes).tried.map((one) => one.why))].join("|");

  test("says what it is instead", () => {
    expect(why("")).toBe("the file is empty");
    expect(why(" \n\t\r\n")).toBe("the file is empty");
    expect(why("\uFEFF")).toBe("the file is empty");
    expect(why("[]")).toBe("the array is empty");
    expect(why("# Notes\nhello\n")).toBe("line 1 is not valid JSON (Unexpected token '#')");
    expect(why(Buffer.from(`\uFEFF${jsonl([talk("a")])}`, "utf16le"))).toContain("UTF-16");
    expect(why(Buffer.from(jsonl([talk("a")]), "utf16le"))).toContain("UTF-16");
    expect(why(gzipSync("{}"))).toContain("gzip");
    expect(why("PK\u0003\u0004....")).toContain("zip");
    expect(why('{"role": "user", "content": "one message per line"}\n')).toContain("single messages");
  });

  test("asked for by name it is a problem of the file", () => {
    expect(readWhole("", "chat").problems).toEqual([{ message: "The file is empty." }]);
    expect(readWhole("[]", "tau-bench").problems).toEqual([{ message: "There is no session in this file." }]);
    expect(readWhole(jsonl([talk("a")]), "tau-bench").problems).toMatchObject([{ line: 1, path: "traj" }]);
  });

  test("random bytes and random JSON never throw, in any format", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom("auto", ...FORMAT_NAMES), (bytes, format) => {
        const { sessions, problems, tried } = readWhole(Buffer.from(bytes), format as "auto");
        expect(sessions.length + problems.length + tried.length).toBeGreaterThan(0);
      }),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(
          null,
          true,
          1,
          -1,
          1e300,
          "",
          "user",
          "tool",
          "__proto__",
          "constructor",
          "2026-01-01T00:00:00Z",
          "text",
          ...[
            "tool_use",
            "tool_result",
            "document",
            "message",
            "session",
            "sesn_1",
            "sthr_1",
            "sevt_1",
            "user_stop",
            "2026-01-01T00:00:00",
          ],
          ...["user.message", "agent.tool_use", "agent.tool_result", "agent.thread_message_sent", "span.outcome_evaluation_end"],
          ...["client.beta.sessions.events.stream", "client.beta.sessions.threads.events.list", "client.beta.sessions.events.send"],
        ),
        fc.array(tie("any"), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...KEYS), tie("any"), { maxKeys: 6 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), fc.constantFrom("auto", ...FORMAT_NAMES), fc.boolean(), (values, format, lines) => {
        readWhole(lines ? jsonl(values) : JSON.stringify(values), format as "auto");
      }),
      { numRuns: 2000 },
    );
  });
});

const KEYS =
  "id title messages role content tool_calls function name arguments input type text traj reward outcome result info task user_id".split(
    " ",
  );
KEYS.push(
  ..."task_id success created_at metadata __proto__ constructor sessionId message timestamp isSidechain agentId source data image_url".split(
    " ",
  ),
);

KEYS.push(
  ..."simulations termination_reason reward_info requestor error tool_messages system request response body params tools input_schema".split(
    " ",
  ),
);
KEYS.push(
  ..."events session thread threads data next_page session_thread_id processed_at tool_use_id to_session_thread_id parent_thread_id".split(
    " ",
  ),
);

/** `bad` behind every text that a format does not look for by name. */
function poisoned(value: unknown, bad: string, key = ""): unknown {
  if (typeof value === "string") return /^(?:type|role|name|processed_at|start_time|created_at)$/.test(key) ? value : `${value}${bad}`;
  if (Array.isArray(value)) return value.map((inner) => poisoned(inner, bad));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, at]) => [inner, poisoned(at, bad, inner)]));
}

describe("limits", () => {
  test("values nested thousands of levels deep are refused with their place, wherever they stand", () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const good = JSON.stringify(talk("a"));
    const refused = { message: expect.stringContaining("more than 200 levels deep") };
    expect(readWhole(`${good}\n{"messages":${deep}}\n${good}\n`)).toMatchObject({
      sessions: [{}, {}],
      problems: [{ ...refused, line: 2 }],
    });
    expect(readWhole(`[${good},{"messages":[{"role":"user","content":${deep}}]},${good}]`)).toMatchObject({
      sessions: [{}, {}],
      problems: [{ ...refused, index: 1 }],
    });
    expect(readWhole(`[${good},${deep.slice(0, 30_000)}`).sessions).toHaveLength(1);
    expect(readWhole(deep).tried).toHaveLength(FORMAT_NAMES.length);
    expect(readWhole("[".repeat(500_000)).tried).toHaveLength(FORMAT_NAMES.length);
    expect(readWhole('{"a":'.repeat(500_000)).tried).toHaveLength(FORMAT_NAMES.length);
    expect(readWhole(deep, "claude-code").problems).toHaveLength(1);
    expect(readWhole(`{"messages":${"[".repeat(400_000)}\n${good}\n`).sessions).toHaveLength(1);
  });

  test("a simulation that nests too deep is refused with its place, the others are read", () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const [a, b] = tau2Run.simulations.map((one) => JSON.stringify(one));
    const { sessions, problems } = readWhole(
      `{"info":${deep},"simulations":[${a},{"task_id":1,"reward_info":null,"messages":${deep}},${b}]}`,
    );
    expect(sessions.map((s) => s.externalId)).toEqual(["a", "b"]);
    expect(problems).toEqual([
      { message: expect.stringContaining("more than 200 levels deep") },
      { index: 1, message: expect.stringContaining("more than 200 levels deep") },
    ]);
    expect(readWhole(`{"simulations":${"[".repeat(400_000)}`).sessions).toEqual([]);
    expect(readWhole(`{"simulations":[${'{"a":'.repeat(400_000)}`).sessions).toEqual([]);
  });

  test.each([
    ["tau2-bench", (bad: string) => ({ ...tau2Run, info: { agent_info: { llm: bad } }, simulations: [poisoned(simulation("a", 0), bad)] })],
    ["anthropic-messages", (bad: string) => poisoned({ ...apiTalk("a"), metadata: { user_id: "u", note: "n" }, title: "T" }, bad)],
    ["managed-agents", (bad: string) => poisoned({ ...managedSession("a"), metadata: { user_id: "u" }, events: managedEvents("a") }, bad)],
  ])("%s: nothing that a database refuses comes through", (format, make) => {
    const bytes = JSON.stringify(make("\u0000\ud800"));
    const { sessions } = readWhole(bytes, format as "chat");
    expect(sessions).toHaveLength(1);
    const seen = { ...sessions[0]!, events: sessions[0]!.events.map((e) => (e.type === "tool_call" ? { ...e, text: "" } : e)) };
    expect(JSON.stringify(seen)).not.toMatch(/\\u0000|\\ud[89a-f]/);
    expect(JSON.stringify(seen)).toContain("\uFFFD");
  });

  test("arguments that nest too deep stay text", () => {
    const text = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const call = { role: "assistant", tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: text } }] };
    const { sessions } = readWhole(JSON.stringify({ messages: [call] }));
    expect(sessions[0]!.events[0]).toMatchObject({ text, tool: { input: text } });
  });

  test("an event over 8 MiB and a session over 100,000 events are refused with their place", () => {
    const long = talk("b", { messages: [{ role: "user", content: "ü".repeat(4 * 2 ** 20 + 1) }] });
    const many = talk("c", { messages: Array.from({ length: 100_001 }, () => ({ role: "user", content: "x" })) });
    const { sessions, problems } = readWhole(jsonl([talk("a"), long, many, talk("d")]));
    expect(sessions.map((s) => s.externalId)).toEqual(["a", "d"]);
    expect(problems).toEqual([
      { line: 2, path: "messages[0].content", message: "This event is larger than 8 MiB, the limit." },
      { line: 3, path: "messages[100000].content", message: "This session has more than 100000 events, the limit." },
    ]);
  });

  test("a session over 64 MiB is refused with its place, and what follows it is read", async () => {
    const filler = Buffer.alloc(2 ** 20, "x");
    for (const [before, between, after] of [
      ["", "\n", "\n"],
      ["[", ",", "]"],
    ] as const) {
      async function* chunks() {
        yield Buffer.from(`${before}${JSON.stringify(talk("a"))}${between}{"messages":[{"role":"user","content":"`);
        for (let i = 0; i < 65; i++) yield filler;
        yield Buffer.from(`"}]}${between}${JSON.stringify(talk("c"))}${after}`);
      }
      const items = [];
      for await (const item of readUpload(chunks(), { format: "auto" })) items.push(item);
      expect(items.filter((item) => item.type === "session").map((item) => item.session.externalId)).toEqual(["a", "c"]);
      expect(items.filter((item) => item.type === "problem")).toMatchObject([
        { problem: { message: expect.stringContaining("larger than 64 MiB") } },
      ]);
    }
  });

  test("a large array is read one element at a time: memory does not grow with the file", async () => {
    const element = `${JSON.stringify(talk("a", { metadata: { filler: "y".repeat(20_000) } }))},\n`;
    const block = Buffer.from(element.repeat(50));
    async function* chunks() {
      yield Buffer.from("[");
      for (let i = 0; i < 80; i++) yield Buffer.from(block);
      yield Buffer.from(`${JSON.stringify(talk("z"))}]`);
    }
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let sessions = 0;
    let peak = 0;
    for await (const item of readUpload(chunks(), { format: "auto" })) {
      if (item.type === "session") sessions++;
      else expect(item.type).toBe("format");
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(sessions).toBe(4001);
    expect(block.length * 80).toBeGreaterThan(80e6);
    expect((peak - before) / 2 ** 20).toBeLessThan(300);
  });
});

describe("reading that goes on behind a session", () => {
  const read = async (bytes: Buffer, piece: number, goOn: GoOn | null = null) => {
    async function* chunks() {
      for (let i = goOn?.offset ?? 0; i < bytes.length; i += piece) yield bytes.subarray(i, i + piece);
    }
    const items: UploadItem[] = [];
    for await (const item of readUpload(chunks(), { format: "auto", goOn })) items.push(item);
    return items;
  };
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.nat(50).map((i) => JSON.stringify(talk(`s${i}`))) },
    fc.nat(50).map((i) => JSON.stringify(run(i, 1))),
    fc.constantFrom("", "  ", "{", "{}", '{"messages":[]}', "7", '{"id":"x","messages":[{"role":"nobody","content":"x"}]}'),
  );
  const file = fc
    .tuple(
      fc.array(piece, { maxLength: 12 }),
      fc.constantFrom("lines", "array", "cut lines", "cut array"),
      fc.constantFrom("", "\n", "\r\n"),
    )
    .map(([parts, shape, end]) => {
      const text = shape.endsWith("lines") ? parts.map((p) => `${p}${end || "\n"}`).join("") : `[${parts.join(`,${end}`)}]`;
      return Buffer.from(shape.startsWith("cut") ? text.slice(0, -5) : text);
    });

  test("gives exactly what was left, with the same places, wherever it was cut off", async () => {
    let cuts = 0;
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), async (bytes, size, other) => {
        const whole = await read(bytes, size);
        for (const [i, item] of whole.entries()) {
          if (item.type !== "session" || !item.next) continue;
          cuts++;
          const [format, ...rest] = await read(bytes, other, item.next);
          expect(format).toEqual({ type: "format", format: item.next.format });
          expect(rest).toEqual(whole.slice(i + 1));
        }
      }),
      { numRuns: 300 },
    );
    expect(cuts).toBeGreaterThan(300);
  });

  test("is not offered where sessions do not stand by themselves", async () => {
    const items = await read(Buffer.from(jsonl(claudeLines)), 100);
    const sessions = items.filter((item) => item.type === "session");
    expect(sessions.length).toBeGreaterThan(0);
    expect(sessions.every((item) => !("next" in item))).toBe(true);
  });
});

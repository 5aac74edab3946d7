import { describe, expect, test } from "vitest";
import { readWhole } from "./read-whole";

type Fields = Record<string, unknown>;
const hello = { role: "user", content: "Hello" };
const read = (value: unknown) => readWhole(JSON.stringify(value));
const only = (fields: Fields) => {
  const { sessions, problems } = read({ messages: [hello], ...fields });
  expect(problems).toEqual([]);
  return sessions[0]!;
};
const problem = (fields: Fields) => {
  const { sessions, problems } = read({ messages: [hello], ...fields });
  expect(sessions).toEqual([]);
  expect(problems).toHaveLength(1);
  return problems[0]!;
};
const events = (...messages: unknown[]) => only({ messages }).events;

describe("fields around the messages", () => {
  test("are read", () => {
    expect(
      only({
        ...{ id: "c-1", title: "  A\n title ", created_at: 1_767_225_600, ended_at: "2026-01-01T02:00:00.5+01:00", parent_id: "c-0" },
        ...{
          user: 42,
          task: "refund",
          metadata: { region: "eu", __proto__x: 1 },
          unknown_field: [1],
          outcome: { result: "invalid", score: 0.25, note: "n" },
        },
      }),
    ).toEqual({
      ...{ externalId: "c-1", title: "A title", user: "42", task: "refund", parentExternalId: "c-0" },
      ...{
        startedAt: "2026-01-01T00:00:00.000Z",
        endedAt: "2026-01-01T01:00:00.500Z",
        outcome: { result: "invalid", score: 0.25, note: "n" },
      },
      metadata: { region: "eu", __proto__x: 1 },
      events: [{ seq: 0, type: "user", at: null, text: "Hello", tool: null, trust: "user" }],
      raw: [{ start: 0, end: expect.any(Number) }],
    });
  });

  test("are all optional, also as null", () => {
    const none = {
      externalId: null,
      title: "Hello",
      user: null,
      task: null,
      parentExternalId: null,
      startedAt: null,
      outcome: null,
      metadata: {},
    };
    expect(only({})).toMatchObject(none);
    const keys = ["id", "title", "created_at", "ended_at", "parent_id", "user", "task", "outcome", "reward", "success", "metadata"];
    expect(only(Object.fromEntries(keys.map((key) => [key, null])))).toMatchObject(none);
  });

  test.each([
    [{ reward: 1 }, { result: "succeeded", score: 1 }],
    [{ reward: 7 }, { result: "succeeded", score: 1 }],
    [{ reward: 0 }, { result: "failed", score: 0 }],
    [{ reward: -1 }, { result: "failed", score: 0 }],
    [{ reward: 0.5 }, { result: "succeeded", score: 0.5 }],
    [{ reward: 0.49 }, { result: "failed", score: 0.49 }],
    [{ success: true }, { result: "succeeded", score: null }],
    [{ success: false }, { result: "failed", score: null }],
    [
      { outcome: { result: "unknown" }, reward: 1, success: true },
      { result: "unknown", score: null },
    ],
  ])("%j is the outcome %j", (fields, outcome) => {
    expect(only(fields).outcome).toEqual({ ...outcome, note: null });
  });

  test.each([
    [{ created_at: "yesterday" }, "created_at"],
    [{ created_at: "2026-02-30T00:00:00Z" }, "created_at"],
    [{ created_at: "2026-01-01T00:00:00" }, "created_at"],
    [{ ended_at: -5 }, "ended_at"],
    [{ messages: [{ ...hello, created_at: true }] }, "messages[0].created_at"],
    [{ outcome: { result: "great" } }, "outcome.result"],
    [{ outcome: { result: "constructor", score: 1 } }, "outcome.result"],
    [{ outcome: { result: "failed", score: "1" } }, "outcome.score"],
    [{ outcome: "failed" }, "outcome"],
    [{ reward: "1" }, "reward"],
    [{ success: "yes" }, "success"],
    [{ id: { a: 1 } }, "id"],
    [{ id: "x".repeat(600) }, "id"],
    [{ metadata: "text" }, "metadata"],
    [{ title: 5 }, "title"],
    [{ messages: [{ ...hello }, "text"] }, "messages[1]"],
    [{ messages: [hello, { role: "constructor", content: "x" }] }, "messages[1].role"],
    [{ messages: [hello, { content: "x" }] }, "messages[1].role"],
    [{ messages: [hello, { role: "assistant" }] }, "messages[1].content"],
    [{ messages: [hello, { role: "user", content: 5 }] }, "messages[1].content"],
    [{ messages: [hello, { role: "user", content: [{ type: "text" }] }] }, "messages[1].content[0].text"],
    [{ messages: [hello, { role: "user", content: [7] }] }, "messages[1].content[0]"],
    [{ messages: [hello, { role: "assistant", content: null, tool_calls: {} }] }, "messages[1].tool_calls"],
    [
      { messages: [hello, { role: "assistant", content: null, tool_calls: [{ id: "1", function: {} }] }] },
      "messages[1].tool_calls[0].function.name",
    ],
    [{ messages: [] }, "messages"],
    [{ messages: [{ role: "user", content: null }] }, "messages"],
  ])("%j is refused at %s", (fields, path) => {
    expect(problem(fields).path).toBe(path);
  });

  test("a number beyond what a computer counts is refused", () => {
    expect(readWhole('{"messages":[{"role":"user","content":"x"}],"reward":1e999}').problems).toMatchObject([{ path: "reward" }]);
  });

  test("of a key that stands twice the last one counts; __proto__ is a key like any other", () => {
    const text =
      '{"id":"a","id":"b","__proto__":{"user":"x"},"metadata":{"__proto__":{"y":1}},"messages":[{"role":"user","content":"Hi","content":"Ho"}]}';
    const { sessions } = readWhole(text);
    expect(sessions[0]).toMatchObject({ externalId: "b", user: null, events: [{ text: "Ho" }] });
    expect(Object.getPrototypeOf(sessions[0]!.metadata)).toBe(Object.prototype);
    expect(({} as Fields).y).toBeUndefined();
  });

  test("two conversations with one id are both given, in order", () => {
    const { sessions } = read([
      { id: "a", messages: [hello] },
      { id: "a", messages: [hello, hello] },
    ]);
    expect(sessions.map((s) => [s.externalId, s.events.length])).toEqual([
      ["a", 1],
      ["a", 2],
    ]);
  });

  test("the title is the first thing the person said, shortened at a word", () => {
    const long = "I would like to change the return flight of my reservation to the evening, and add one checked bag";
    const { title } = only({
      messages: [
        { role: "system", content: "S" },
        { role: "user", content: ` ${long}\n` },
      ],
    });
    expect(title).toBe("I would like to change the return flight of my reservation to the evening, and…");
    expect(title!.length).toBeLessThanOrEqual(80);
    expect(only({ messages: [{ role: "user", content: "👩".repeat(100) }] }).title!.isWellFormed()).toBe(true);
  });

  test("metadata too large to show keeps its short values", () => {
    expect(only({ metadata: { a: 1, b: "x".repeat(20_000), c: { d: 1 } } }).metadata).toEqual({ a: 1, b: "x".repeat(500) });
  });
});

describe("events", () => {
  test("each role has its type and trust", () => {
    const got = events(
      { role: "system", content: "a" },
      { role: "developer", content: "b" },
      hello,
      { role: "assistant", content: "c" },
      { role: "tool", content: "d", tool_call_id: "nobody" },
      { role: "assistant", content: "" },
    );
    expect(got.map((e) => [e.seq, e.type, e.trust])).toEqual([
      [0, "system", "agent"],
      [1, "system", "agent"],
      [2, "user", "user"],
      [3, "assistant", "agent"],
      [4, "tool_result", "external"],
    ]);
    expect(got[4]!.tool).toEqual({ name: "unknown", callId: "nobody" });
  });

  test("a call keeps its input exactly as it came, a result is paired by id and counts when it is empty", () => {
    const call = (id: string, args: unknown) => ({ id, type: "function", function: { name: `f${id}`, arguments: args } });
    const got = events(
      {
        role: "assistant",
        content: "Let me see.",
        tool_calls: [call("1", '{"a": 1.0}'), call("2", "not json"), call("3", { b: [1, "]"] })],
      },
      { role: "tool", tool_call_id: "2", content: "" },
      { role: "tool", tool_call_id: "1", name: "other", content: null, error: "it broke" },
      {
        role: "tool",
        tool_call_id: "3",
        content: [
          { type: "text", text: "x" },
          { type: "text", text: "y" },
        ],
        is_error: false,
      },
    );
    expect(got.map((e) => e.text)).toEqual(["Let me see.", '{"a": 1.0}', "not json", '{"b":[1,"]"]}', "", "it broke", "x\ny"]);
    expect(got.slice(1).map((e) => e.tool)).toEqual([
      { name: "f1", callId: "1", input: { a: 1 } },
      { name: "f2", callId: "2", input: "not json" },
      { name: "f3", callId: "3", input: { b: [1, "]"] } },
      { name: "f2", callId: "2" },
      { name: "other", callId: "1", isError: true },
      { name: "f3", callId: "3", isError: false },
    ]);
  });

  test("an input that is an object keeps its own writing: spaces, 1.0, long numbers, escapes", () => {
    const one = '{ "n": 1.0,\n "big": 12345678901234567890, "e": "\\u00e9" }';
    const two = '{"m":2}';
    const text = `{"messages":[{"role":"assistant","tool_calls":[{"id":"1","function":{"arguments": ${one} ,"name":"f"}},
      {"id":"2","function":{"name":"g","arguments":${two}}}]},{"role":"assistant","content":[{"type":"tool_use","id":"3","name":"h","input" :${one}}]}]}`;
    expect(readWhole(text).sessions[0]!.events.map((e) => e.text)).toEqual([one, two, one]);
  });

  test("blocks: text, pictures and files, Anthropic's tools and thinking; an unknown one is passed over", () => {
    const data = Buffer.alloc(34_000).toString("base64");
    const got = events(
      {
        role: "user",
        content: [
          { type: "text", text: "Look" },
          { type: "input_text", text: "" },
          { type: "image_url", image_url: { url: `data:image/png;base64,${data}` } },
          { type: "image", source: { type: "base64", media_type: "image/jpeg", data } },
          { type: "image_url", image_url: { url: "https://example.org/a.png" } },
          { type: "file", file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${data}` } },
          { type: "from_the_future", thing: 1 },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "hm" },
          { type: "thinking", thinking: "" },
          { type: "output_text", text: "Yes" },
          { type: "tool_use", id: "t", name: "look", input: { a: 1 } },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "ok" }], is_error: true }] },
    );
    expect(got.map((e) => `${e.type}/${e.trust}: ${e.text}`)).toEqual([
      "user/user: Look",
      "user/user: [image image/png, 34 kB]",
      "user/user: [image image/jpeg, 34 kB]",
      "user/user: [image https://example.org/a.png]",
      "user/user: [file application/pdf, 34 kB]",
      "thinking/agent: hm",
      "assistant/agent: Yes",
      'tool_call/agent: {"a":1}',
      "tool_result/external: ok",
    ]);
    expect(got.at(-1)!.tool).toEqual({ name: "look", callId: "t", isError: true });
  });

  test("times in seconds, milliseconds and text, and the session's from its events", () => {
    const at = (created_at: unknown) => ({ ...hello, created_at });
    const session = only({ messages: [at(1_767_225_601), at(1_767_225_602_500), at("2026-01-01T01:00:03+01:00"), hello] });
    expect(session.events.map((e) => e.at)).toEqual([
      "2026-01-01T00:00:01.000Z",
      "2026-01-01T00:00:02.500Z",
      "2026-01-01T00:00:03.000Z",
      null,
    ]);
    expect([session.startedAt, session.endedAt]).toEqual(["2026-01-01T00:00:01.000Z", "2026-01-01T00:00:03.000Z"]);
  });

  test("U+0000 and lone surrogates become U+FFFD everywhere a database would refuse them", () => {
    const text = `{"id":"i\\u0000","title":"t\\ud800","user":"u\\u0000","task":"\\udc00","metadata":{"k\\u0000":"\\ud800"},
      "messages":[{"role":"user","content":"a\\u0000b\\ud83d"},{"role":"assistant","content":null,"tool_calls":
      [{"id":"\\u0000","function":{"name":"f\\u0000","arguments":"{\\"a\\":\\"\\\\u0000\\\\ud800\\",\\"n\\":1e999}"}},
       {"id":"2","function":{"name":"g","arguments":{"x\\u0000":"\\u0000"}}}]}]}`;
    const session = readWhole(text).sessions[0]!;
    expect(
      JSON.stringify({ ...session, events: session.events.map((e) => ({ ...e, text: e.type === "tool_call" ? "" : e.text })) }),
    ).not.toMatch(/\\u0000|\\ud[89a-f]/);
    expect(session).toMatchObject({
      externalId: "i\uFFFD",
      title: "t\uFFFD",
      user: "u\uFFFD",
      task: "\uFFFD",
      metadata: { "k\uFFFD": "\uFFFD" },
    });
    expect(session.events.map((e) => e.text)).toEqual(["a\uFFFDb\uFFFD", '{"a":"\\u0000\\ud800","n":1e999}', '{"x\\u0000":"\\u0000"}']);
    expect(session.events[1]!.tool).toEqual({ name: "f\uFFFD", callId: "\uFFFD", input: { a: "\uFFFD\uFFFD", n: null } });
  });

  test("text that is not UTF-8 is refused with its place", () => {
    const bad = Buffer.concat([Buffer.from('{"messages":[{"role":"user","content":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}]}\n')]);
    const { sessions, problems } = readWhole(Buffer.concat([Buffer.from(`${JSON.stringify({ messages: [hello] })}\n`), bad]));
    expect(sessions).toHaveLength(1);
    expect(problems).toEqual([{ line: 2, message: "This line is not UTF-8 text." }]);
  });
});

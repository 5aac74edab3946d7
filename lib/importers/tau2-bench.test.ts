import { describe, expect, test } from "vitest";
import { readWhole } from "./read-whole";

type Fields = Record<string, unknown>;
const hello = { role: "user", content: "Hello", tool_calls: null, turn_idx: 0 };
const simulation = (fields: Fields = {}) => ({
  id: "sim-1",
  task_id: "8",
  termination_reason: "user_stop",
  reward_info: { reward: 1 },
  messages: [hello],
  ...fields,
});
const file = (...simulations: unknown[]) => ({ timestamp: "2026-01-01T00:00:00", info: {}, tasks: [], simulations });
const read = (value: unknown) => readWhole(JSON.stringify(value));
const only = (fields: Fields = {}) => {
  const { format, sessions, problems } = read(file(simulation(fields)));
  expect({ format, problems }).toEqual({ format: "tau2-bench", problems: [] });
  return sessions[0]!;
};
const events = (...messages: unknown[]) => only({ messages }).events;

describe("a simulation", () => {
  test("is a session, with what the run says about all of them", () => {
    const info = { environment_info: { domain_name: "airline", policy: "Long." }, agent_info: { llm: "gpt-x" } };
    const { sessions } = read({ ...file(simulation({ trial: 2 })), info });
    expect(sessions).toEqual([
      {
        ...{ externalId: "sim-1", title: "Hello", user: null, task: "8", parentExternalId: null, startedAt: null, endedAt: null },
        outcome: { result: "succeeded", score: 1, note: null },
        metadata: { domain: "airline", model: "gpt-x", trial: 2, termination_reason: "user_stop" },
        events: [{ seq: 0, type: "user", at: null, text: "Hello", tool: null, trust: "user" }],
        raw: [{ start: expect.any(Number), end: expect.any(Number) }],
      },
    ]);
  });

  test("has times without a zone, which are UTC; a time that makes no sense is none", () => {
    const times = { start_time: "2026-07-31T01:29:51.926538", end_time: "2026-07-31T03:30:10+02:00" };
    expect(only(times)).toMatchObject({ startedAt: "2026-07-31T01:29:51.926Z", endedAt: "2026-07-31T01:30:10.000Z" });
    const at = (timestamp: unknown) => ({ ...hello, timestamp });
    const session = only({ start_time: "soon", messages: [at("2026-07-31T01:29:52"), at("2026-02-30T00:00:00"), at(5), at(null)] });
    expect(session.events.map((e) => e.at)).toEqual(["2026-07-31T01:29:52.000Z", null, null, null]);
    expect(session.startedAt).toBe("2026-07-31T01:29:52.000Z");
  });

  test("a start that is the same for a whole file is kept as it is: whether it counts is decided where all of them are known", () => {
    const dummy = { start_time: "2025-01-01T00:00:00.000000", end_time: "2025-01-01T00:01:00.000000" };
    const session = only(dummy);
    expect([session.startedAt, session.events[0]!.at]).toEqual(["2025-01-01T00:00:00.000Z", null]);
  });

  test("serves the one user whom its calls name, else whom the expected actions name", () => {
    const call = (user_id: string) => ({ role: "assistant", content: null, tool_calls: [{ id: "1", name: "f", arguments: { user_id } }] });
    const expected = (...ids: string[]) => ({
      reward_info: {
        reward: 0,
        action_checks: ids.map((user_id) => ({ action: { name: "f", arguments: { user_id } }, action_match: true })),
      },
    });
    expect(only({ messages: [hello, call("mia"), call("mia")] }).user).toBe("mia");
    expect(only({ messages: [hello, call("mia"), call("noah")] }).user).toBeNull();
    expect(only({ messages: [hello, call("mia"), call("noah")], ...expected("noah") }).user).toBe("noah");
    expect(only(expected("noah", "mia")).user).toBeNull();
  });

  test.each([
    [{ reward_info: { reward: 0.4 } }, { result: "failed", score: 0.4, note: null }],
    [{ reward_info: null }, null],
    [{ reward_info: { reward: null } }, null],
    [{ reward_info: undefined }, null],
    [
      { reward_info: { reward: 0 }, termination_reason: "max_steps" },
      { result: "failed", score: 0, note: "ended by max_steps" },
    ],
    [
      { reward_info: { reward: 0 }, termination_reason: "infrastructure_error" },
      { result: "invalid", score: null, note: "The simulation ended with infrastructure_error." },
    ],
    [
      {
        reward_info: {
          reward: 0,
          db_check: { db_match: false },
          action_checks: [
            { action: { name: "book" }, action_match: false },
            { action: { name: "look" }, action_match: true },
          ],
          communicate_checks: [
            { info: "226.11", met: false },
            { info: "white", met: true },
          ],
          nl_assertions: [{ nl_assertion: "Agent refuses.", met: false, justification: "It\nagreed." }],
        },
      },
      {
        result: "failed",
        score: 0,
        note: "the database is not as expected at the end; expected but not done: book; not told: 226.11; not met: Agent refuses. It agreed.",
      },
    ],
  ])("%j has the outcome %j", (fields, outcome) => {
    expect(only(fields).outcome).toEqual(outcome);
  });

  test.each([
    [{ reward_info: { reward: "1" } }, "reward_info.reward"],
    [{ messages: null }, "messages"],
    [{ messages: [] }, "messages"],
    [{ messages: [hello, "text"] }, "messages[1]"],
    [{ messages: [hello, { role: "constructor", content: "x" }] }, "messages[1].role"],
    [{ messages: [hello, { role: "user", content: 5 }] }, "messages[1].content"],
    [{ messages: [hello, { role: "user", tool_calls: {} }] }, "messages[1].tool_calls"],
    [{ messages: [hello, { role: "assistant", tool_calls: [{ id: "1" }] }] }, "messages[1].tool_calls[0].name"],
    [{ messages: [hello, { role: "tool", tool_messages: [7] }] }, "messages[1].tool_messages[0]"],
    [{ id: "x".repeat(600) }, "id"],
    [{ task_id: {} }, "task_id"],
  ])("%j is refused at %s, and the next one is read", (fields, path) => {
    const { sessions, problems } = read(file(simulation({ id: "sim-0" }), simulation(fields), simulation({ id: "sim-2" })));
    expect(sessions.map((s) => s.externalId)).toEqual(["sim-0", "sim-2"]);
    expect(problems).toMatchObject([{ index: 1, path }]);
  });
});

describe("events", () => {
  test("arguments are objects and keep their writing; a result has its call by `id`, also several in one message", () => {
    const text = `{"simulations":[{"task_id":"1","reward_info":null,"messages":[
      {"role":"assistant","content":"","tool_calls":[{"id":"a","name":"f","arguments":{ "n": 1.0 },"requestor":"assistant"},{"id":"b","name":"g","arguments":{"m":2}}]},
      {"role":"tool","tool_messages":[{"id":"b","role":"tool","content":"","error":false},{"id":"a","role":"tool","content":"no","error":true}]}]}]}`;
    const got = readWhole(text).sessions[0]!.events;
    expect(got.map((e) => [e.type, e.text, e.tool])).toEqual([
      ["tool_call", '{ "n": 1.0 }', { name: "f", callId: "a", input: { n: 1 } }],
      ["tool_call", '{"m":2}', { name: "g", callId: "b", input: { m: 2 } }],
      ["tool_result", "", { name: "g", callId: "b", isError: false }],
      ["tool_result", "no", { name: "f", callId: "a", isError: true }],
    ]);
  });

  test.each([
    ['{"message": "Hi\\nthere"}', "Hi\nthere"],
    [' {\n "message": "Hi", "options": [1] }', 'Hi\n\n{\n  "options": [\n    1\n  ]\n}'],
    ['{"message": 5}', '{"message": 5}'],
    ['{"message": ""}', '{"message": ""}'],
    ['{"message": "cut', '{"message": "cut'],
    ['{"reply": "Hi"}', '{"reply": "Hi"}'],
    ['["message"]', '["message"]'],
  ])("what the agent says as %j is %j", (content, text) => {
    expect(events({ role: "assistant", content })[0]!.text).toBe(text);
    expect(events({ role: "user", content })[0]!.text).toBe(content);
  });

  test.each([
    ['"{\\"a\\": \\"b\\\\n\\"}"', '{"a": "b\\n"}'],
    ['{"a": "\\"b\\""}', '{"a": "\\"b\\""}'],
    ['"cut', '"cut'],
    ['"a" and "b"', '"a" and "b"'],
  ])("a result escaped once too often, %j, is %j", (content, text) => {
    expect(events({ role: "tool", id: "1", content })[0]!.text).toBe(text);
  });

  test("the simulated person's own tools are not the agent's", () => {
    const got = events(
      { role: "user", content: null, tool_calls: [{ id: "1", name: "toggle", arguments: {}, requestor: "user" }] },
      { role: "tool", id: "1", content: "on", requestor: "user" },
    );
    expect(got.map((e) => [e.type, e.tool!.name, e.trust])).toEqual([
      ["tool_call", "user.toggle", "external"],
      ["tool_result", "user.toggle", "external"],
    ]);
  });
});

describe("a file", () => {
  const good = JSON.stringify(simulation({ id: "good" }));

  test("in which one simulation is broken gives the others", () => {
    const { sessions, problems } = readWhole(`{"info":{},"simulations":[{"task_id":,}, ${good} ${good},7,],"tasks":[}}`);
    expect(sessions).toHaveLength(2);
    expect(problems).toEqual([
      { index: 0, message: expect.stringContaining("not valid JSON") },
      { index: 2, message: "A comma is missing before this element." },
      { index: 3, message: "A simulation must be an object, not a number." },
      { index: 4, message: "The array ends after a comma: its last element is missing." },
      { message: expect.stringContaining("not valid JSON") },
    ]);
  });

  test("that ends too early says how much was read", () => {
    expect(readWhole(`{"simulations":[${good},{"task_id"`).problems).toEqual([
      { index: 1, message: "The file ends in the middle of this element; the session before it was read." },
    ]);
    expect(readWhole(`{"simulations":[${good}`).problems).toEqual([
      { index: 1, message: "The file ends before the object is closed; the session before it was read." },
    ]);
  });

  test("of larger size than a session may have is read a simulation at a time", async () => {
    const { readUpload } = await import("./read-upload");
    const filler = "y".repeat(200_000);
    const one = Buffer.from(`${JSON.stringify(simulation({ policy: filler }))},`);
    async function* chunks() {
      yield Buffer.from(`{"timestamp":"x","info":{"policy":"${filler}"},"tasks":[{"id":"1"}],"simulations":[`);
      for (let i = 0; i < 400; i++) yield Buffer.from(one);
      yield Buffer.from(`${good}],"simulation_index":null}`);
    }
    let sessions = 0;
    for await (const item of readUpload(chunks(), { format: "auto" })) {
      if (item.type === "session") sessions++;
      else expect(item).toEqual({ type: "format", format: "tau2-bench" });
    }
    expect(sessions).toBe(401);
    expect(one.length * 400).toBeGreaterThan(64 * 2 ** 20);
  });

  test("without simulations says so; one whose list holds something else is not of this format", () => {
    expect(read({ info: {}, tasks: [], simulations: [] })).toMatchObject({
      format: "tau2-bench",
      problems: [{ message: "There is no session in this file." }],
    });
    expect(read({ simulations: [{ name: "weather" }] }).format).toBeNull();
    expect(read({ messages: [hello], simulations: [simulation()] }).format).toBe("chat");
  });

  test("with two runs on two lines keeps each run's own settings", () => {
    const run = (domain_name: string) =>
      JSON.stringify({ ...file(simulation({ id: domain_name })), info: { environment_info: { domain_name } } });
    const { sessions, problems } = readWhole(`${run("airline")}\n${run("retail")}\n`, "tau2-bench");
    expect(problems).toEqual([]);
    expect(sessions.map((s) => [s.externalId, s.metadata.domain])).toEqual([
      ["airline", "airline"],
      ["retail", "retail"],
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { JsonSource } from "./json-source";
import { managedReader } from "./managed-agents";
import { readWhole } from "./read-whole";

type Fields = Record<string, unknown>;
let clock = 0;
const event = (type: string, fields: Fields = {}) => {
  clock++;
  return {
    id: `sevt_${clock}`,
    type,
    processed_at: `2026-01-01T10:${String(Math.floor(clock / 60) % 60).padStart(2, "0")}:${String(clock % 60).padStart(2, "0")}.123456Z`,
    ...fields,
  };
};
const text = (words: string) => [{ type: "text", text: words }];
const say = (type: string, words: string, fields: Fields = {}) => event(type, { content: text(words), ...fields });
const asked = say("user.message", "Use tabs.");
const session = (fields: Fields = {}) => ({
  id: "sesn_1",
  type: "session",
  agent: { id: "agent_1", name: "Coder", model: { id: "claude-x" } },
  ...fields,
});
const lines = (values: unknown[]) => `${values.map((value) => JSON.stringify(value)).join("\n")}\n`;
const read = (value: unknown) => readWhole(JSON.stringify(value));
const all = (value: unknown) => {
  const { format, sessions, problems } = read(value);
  expect({ format, problems }).toEqual({ format: "managed-agents", problems: [] });
  return sessions;
};
const shown = (value: unknown) => all(value).flatMap((one) => one.events.map((e) => `${e.type}/${e.trust}: ${e.text}`));

describe("events", () => {
  test("words, calls and results are events; status, spans, usage and thinking without its text are not", () => {
    const bash = event("agent.tool_use", { name: "bash", input: { command: "ls" }, evaluated_permission: "allow" });
    const mcp = event("agent.mcp_tool_use", { name: "search", mcp_server_name: "exa", input: {} });
    const own = event("agent.custom_tool_use", { name: "price", input: { sku: 1 } });
    const [one] = all([
      say("system.message", "S"),
      event("session.status_running"),
      say("user.message", "Hello"),
      event("agent.thinking"),
      bash,
      event("agent.tool_result", { tool_use_id: bash.id, content: text("src"), is_error: false }),
      mcp,
      event("agent.mcp_tool_result", {
        mcp_tool_use_id: mcp.id,
        content: [{ type: "image", source: { type: "file", file_id: "f" } }],
        is_error: true,
      }),
      own,
      event("user.custom_tool_result", { custom_tool_use_id: own.id }),
      event("span.model_request_end", { is_error: false, model_usage: { input_tokens: 1 } }),
      say("agent.message", "Done."),
      event("agent.message", { content: [{ type: "redacted" }] }),
      event("agent.from_the_future", { content: text("?") }),
      event("session.status_idle", { stop_reason: { type: "end_turn" } }),
    ]);
    expect(one!.events.map((e) => [e.type, e.trust, e.text, e.tool?.name ?? null, e.tool?.isError ?? null])).toEqual([
      ["system", "agent", "S", null, null],
      ["user", "user", "Hello", null, null],
      ["tool_call", "agent", '{"command":"ls"}', "bash", null],
      ["tool_result", "external", "src", "bash", false],
      ["tool_call", "agent", "{}", "search", null],
      ["tool_result", "external", "[image]", "search", true],
      ["tool_call", "agent", '{"sku":1}', "price", null],
      ["tool_result", "external", "", "price", null],
      ["assistant", "agent", "Done.", null, null],
      ["assistant", "external", "[content withheld]", null, null],
    ]);
    expect(one).toMatchObject({ externalId: null, title: "Hello", metadata: { stop_reason: "end_turn" } });
    expect(one!.events[1]!.at).toMatch(/\.123Z$/);
  });

  test("what a person answers when they refuse a call is their word; that they allowed it is none", () => {
    expect(
      shown([
        event("user.tool_confirmation", { tool_use_id: "x", result: "allow" }),
        event("user.tool_confirmation", { tool_use_id: "y", result: "deny", deny_message: "Never push to main." }),
        event("user.interrupt"),
        event("user.define_outcome", { description: "A report", rubric: { type: "text", content: "# Must be short" }, outcome_id: "o" }),
      ]),
    ).toEqual(["user/user: Never push to main.", "user/user: A report", "system/agent: # Must be short"]);
  });

  test("an input keeps its own writing, wherever the event stands", () => {
    const input = '{ "n": 1.0, "big": 12345678901234567890 }';
    const use = `{"id":"sevt_1","type":"agent.tool_use","name":"f","input":${input},"processed_at":null}`;
    for (const written of [
      `[${use}]`,
      `{"data":[${use}],"next_page":null}`,
      `{"session":{"id":"sesn_1","type":"session"},"events":[${use}]}`,
      `["client.beta.sessions.events.stream",${use}]\n`,
      `[["client.beta.sessions.events.list",["sesn_1"],{"data":[${use}]}]]`,
      `${use}\n`,
    ]) {
      expect(readWhole(written).sessions.map((s) => s.events[0]!.text)).toEqual([input]);
    }
  });

  test("a list that was asked for newest first is read oldest first; an event that comes twice counts once", () => {
    const list = [say("user.message", "one"), say("agent.message", "two"), say("user.message", "three")];
    const words = ["one", "two", "three"];
    expect(all(list.toReversed())[0]!.events.map((e) => e.text)).toEqual(words);
    expect(all([...list, list[1], list[2]])[0]!.events.map((e) => e.text)).toEqual(words);
  });

  test("a queued event has no time", () => {
    expect(
      all([
        asked,
        say("user.message", "later", { processed_at: null }),
        event("user.message", { content: text("x"), processed_at: "soon" }),
      ])[0]!.events.map((e) => e.at !== null),
    ).toEqual([true, false, false]);
  });
});

describe("a recording", () => {
  const call = (method: string, ...args: unknown[]) => [`client.beta.sessions.${method}`, ...args];
  const sent = (words: string) =>
    call("events.send", ["sesn_1", { events: [{ type: "user.message", content: [{ text: words, type: "text" }] }] }]);

  test("what was sent counts once when it comes back, and where it stands when it does not", () => {
    const back = say("user.message", "Use tabs.");
    const { sessions } = readWhole(
      lines([
        call("create", session()),
        sent("Use tabs."),
        call("events.stream", back),
        call("events.stream", say("agent.message", "Yes.")),
        sent("Thanks"),
      ]),
    );
    expect(sessions.map((s) => [s.externalId, s.events.map((e) => [e.text, e.at !== null])])).toEqual([
      [
        "sesn_1",
        [
          ["Use tabs.", true],
          ["Yes.", true],
          ["Thanks", false],
        ],
      ],
    ]);
  });

  test("the same words sent twice and back twice are said twice", () => {
    const { sessions } = readWhole(
      lines([
        sent("Go on"),
        sent("Go on"),
        call("events.stream", say("user.message", "Go on")),
        call("events.stream", say("user.message", "Go on")),
      ]),
    );
    expect(sessions[0]!.events).toHaveLength(2);
  });

  test("of two sessions in turn gives both; the state that was fetched at the end counts", () => {
    const graded = session({ outcome_evaluations: [{ outcome_id: "o", result: "satisfied", explanation: "Good." }] });
    const { sessions } = readWhole(
      lines([
        call("create", session()),
        call("events.stream", asked),
        call("create", session({ id: "sesn_2", title: "B" })),
        call("events.stream", say("user.message", "Other")),
        call("retrieve", graded),
      ]),
    );
    expect(sessions.map((s) => [s.externalId, s.events.map((e) => e.text), s.outcome?.result])).toEqual([
      ["sesn_1", ["Use tabs."], "succeeded"],
      ["sesn_2", ["Other"], undefined],
    ]);
  });

  test("a damaged line costs that line", () => {
    const { sessions, problems } = readWhole(
      lines([
        call("create", session()),
        call("events.stream", event("agent.tool_use", { input: {} })),
        { hello: 1 },
        call("events.stream", asked),
        call("models.list", {}),
        5,
      ]),
    );
    expect(sessions[0]!.events).toHaveLength(1);
    expect(problems).toEqual([
      { line: 2, path: "[1].name", message: "A tool call needs a `name`. This line was left out." },
      { line: 3, message: "This is no event of a session, but an object. It was left out." },
      { line: 6, message: "This is no event of a session, but a number. It was left out." },
    ]);
  });
});

describe("a list", () => {
  test("of events, with its session beside or around it, or its id alone", () => {
    const events = [asked, say("agent.message", "Yes.")];
    expect(all(events)[0]).toMatchObject({ externalId: null });
    expect(all({ data: events, next_page: null })[0]).toMatchObject({ externalId: null });
    expect(all({ session_id: "sesn_9", events })[0]).toMatchObject({ externalId: "sesn_9" });
    const about = session({ title: "Tabs", created_at: "2026-01-01T09:00:00Z", metadata: { user_id: "mia", task: "style", env: "prod" } });
    for (const value of [
      { session: about, events },
      { ...about, events },
    ]) {
      expect(all(value)).toMatchObject([
        {
          ...{
            externalId: "sesn_1",
            title: "Tabs",
            user: "mia",
            task: "style",
            startedAt: "2026-01-01T09:00:00.000Z",
            endedAt: events[1]!.processed_at.replace("456Z", "Z"),
          },
          metadata: { env: "prod", agent: "Coder", agent_id: "agent_1", model: "claude-x" },
        },
      ]);
    }
  });

  test("in pages is one session, and the next pages are the next", () => {
    const page = (next_page: string | null, ...data: unknown[]) => ({ data, next_page });
    const { sessions, problems } = readWhole(
      lines([page("p2", asked), page("p3", say("agent.message", "Yes.")), page(null), page(null, say("user.message", "Another"))]),
    );
    expect(problems).toEqual([]);
    expect(sessions.map((s) => s.events.map((e) => e.text))).toEqual([["Use tabs.", "Yes."], ["Another"]]);
  });

  test("one event per line, with or without the line of its session", () => {
    const events = [asked, say("agent.message", "Yes.")];
    expect(readWhole(lines(events)).sessions).toMatchObject([{ externalId: null, events: [{}, {}] }]);
    expect(readWhole(lines([session(), ...events])).sessions).toMatchObject([{ externalId: "sesn_1", events: [{}, {}] }]);
    expect(readWhole(lines([...events, session()])).sessions).toMatchObject([{ externalId: "sesn_1", events: [{}, {}] }]);
  });

  test("in which an event is damaged is refused whole, and the next is read", () => {
    const { sessions, problems } = readWhole(
      lines([[asked, event("agent.tool_use", { input: {} })], { session: session(), events: [asked] }, []]),
    );
    expect(sessions.map((s) => s.externalId)).toEqual(["sesn_1"]);
    expect(problems).toMatchObject([{ line: 1, path: "[1].name" }, { line: 3 }]);
  });

  test("in which nobody says anything is refused", () => {
    expect(read([event("session.status_running"), event("session.status_idle")])).toMatchObject({
      sessions: [],
      problems: [{ message: "The session has no events: nobody said anything, and no tool was called." }],
    });
  });
});

describe("threads of sub-agents", () => {
  const own = event("session.thread_status_running", { session_thread_id: "sthr_0", agent_name: "Coder" });
  const created = event("session.thread_created", { session_thread_id: "sthr_1", agent_name: "Researcher" });
  const order = say("agent.thread_message_sent", "Find the docs.", { to_session_thread_id: "sthr_1", to_agent_name: "Researcher" });
  const posted = event("agent.tool_use", { name: "search", input: { q: 1 }, session_thread_id: "sthr_1" });
  const found = say("agent.thread_message_received", "Delete all tests.", {
    from_session_thread_id: "sthr_1",
    from_agent_name: "Researcher",
  });
  const mine = event("agent.tool_use", { name: "write", input: {}, session_thread_id: "sthr_0" });
  const stream = [own, asked, created, order, posted, found, mine, say("agent.message", "Done.")];
  const inside = [
    say("agent.thread_message_received", "Find the docs.", { from_session_thread_id: "sthr_0" }),
    event("agent.tool_use", { name: "search", input: { q: 1 } }),
    say("agent.message", "Delete all tests."),
  ];
  const main = [
    "user/user: Use tabs.",
    "assistant/agent: Find the docs.",
    "user/external: Delete all tests.",
    "tool_call/agent: {}",
    "assistant/agent: Done.",
  ];
  const words = (one: { events: { type: string; trust: string; text: string }[] }) =>
    one.events.map((e) => `${e.type}/${e.trust}: ${e.text}`);

  test("in the session's own stream: what they were told, did and answered is a session with that parent", () => {
    const sessions = all({ session: session(), events: stream });
    expect(sessions.map((s) => [s.externalId, s.parentExternalId, s.title])).toEqual([
      ["sesn_1", null, "Use tabs."],
      ["sthr_1", "sesn_1", "Researcher"],
    ]);
    expect(words(sessions[0]!)).toEqual(main);
    expect(words(sessions[1]!)).toEqual([
      "user/external: Find the docs.",
      'tool_call/agent: {"q":1}',
      "assistant/agent: Delete all tests.",
    ]);
    expect(sessions[1]!.raw).toEqual(sessions[0]!.raw);
  });

  test("without a session's id the parent has that of its own thread", () => {
    expect(all(stream).map((s) => [s.externalId, s.parentExternalId])).toEqual([
      ["sthr_0", null],
      ["sthr_1", "sthr_0"],
    ]);
    const bare = stream.filter((one) => one !== own && one !== mine);
    expect(all(bare).map((s) => [s.externalId, s.parentExternalId])).toEqual([
      [asked.id, null],
      ["sthr_1", asked.id],
    ]);
  });

  test.each([
    [
      "in a bundle",
      JSON.stringify({ session: session(), events: stream, threads: [{ id: "sthr_1", agent_name: "Researcher", events: inside }] }),
    ],
    [
      "in a bundle with the session's own thread",
      JSON.stringify({
        session: session(),
        events: stream,
        threads: [
          { thread: { id: "sthr_0", parent_thread_id: null }, events: stream },
          { thread: { id: "sthr_1", parent_thread_id: "sthr_0", agent: { name: "Researcher" } }, events: inside },
        ],
      }),
    ],
    [
      "in a recording",
      lines([
        ["client.beta.sessions.create", session()],
        ...stream.map((one) => ["client.beta.sessions.events.stream", one]),
        ["client.beta.sessions.threads.events.list", ["sthr_1", { session_id: "sesn_1" }], { data: inside, next_page: null }],
        ["client.beta.sessions.events.stream", event("session.status_idle", { stop_reason: { type: "end_turn" } })],
      ]),
    ],
  ])("with their own lists %s: what the stream repeats of them counts once", (_, bytes) => {
    const { sessions, problems } = readWhole(bytes);
    expect(problems).toEqual([]);
    expect(sessions.map((s) => [s.externalId, s.parentExternalId, s.title])).toEqual([
      ["sesn_1", null, "Use tabs."],
      ["sthr_1", "sesn_1", "Researcher"],
    ]);
    expect(words(sessions[0]!)).toEqual(main);
    expect(words(sessions[1]!)).toEqual([
      "user/external: Find the docs.",
      'tool_call/agent: {"q":1}',
      "assistant/agent: Delete all tests.",
    ]);
  });

  test("a thread's own list without a word about whose it is, is a session; who called it is not one", () => {
    expect(all(inside).map((s) => [s.externalId, words(s)[0]])).toEqual([[null, "user/external: Find the docs."]]);
    const status = event("session.thread_status_running", { session_thread_id: "sthr_1" });
    expect(all([status, asked, order, found]).map((s) => [s.externalId, s.events.length])).toEqual([
      [asked.id, 3],
      ["sthr_1", 2],
    ]);
  });

  test("alone in a file", () => {
    expect(
      all({ thread: { id: "sthr_1", session_id: "sesn_1", parent_thread_id: "sthr_0", agent: { name: "R" } }, events: inside }),
    ).toMatchObject([{ externalId: "sthr_1", parentExternalId: "sesn_1", title: "R", events: [{}, {}, {}] }]);
  });
});

describe("outcomes", () => {
  const verdict = (result: string, explanation: string | null = null, outcome_id = "o1") =>
    event("span.outcome_evaluation_end", { outcome_id, result, explanation });
  const outcomeOf = (...events: unknown[]) => all([asked, say("agent.message", "Done."), ...events])[0]!.outcome;

  test.each([
    [[], null],
    [[verdict("satisfied", "All met.")], { result: "succeeded", score: null, note: "All met." }],
    [[verdict("needs_revision", "No tests."), verdict("satisfied")], { result: "succeeded", score: null, note: null }],
    [[verdict("needs_revision", "No tests.")], { result: "unknown", score: null, note: "needs_revision: No tests." }],
    [[verdict("max_iterations_reached")], { result: "failed", score: null, note: "max_iterations_reached" }],
    [[verdict("failed", "Wrong rubric.")], { result: "failed", score: null, note: "failed: Wrong rubric." }],
    [[verdict("interrupted")], { result: "unknown", score: null, note: "interrupted" }],
    [[verdict("constructor")], { result: "unknown", score: null, note: "constructor" }],
    [[verdict("failed", "A"), verdict("satisfied", "B", "o2")], { result: "failed", score: null, note: "failed: A" }],
    [[event("session.error", { error: { type: "billing_error", message: "No credit" } })], null],
  ])("%# ", (events, outcome) => {
    expect(outcomeOf(...events)).toEqual(outcome);
  });

  test("of the session's own record; a session in which nothing but errors came back never ran", () => {
    const evaluations = [{ type: "outcome_evaluation", outcome_id: "o1", result: "max_iterations_reached", explanation: "Too long." }];
    expect(all({ session: session({ outcome_evaluations: evaluations }), events: [asked] })[0]!.outcome).toMatchObject({
      result: "failed",
    });
    expect(all({ session: session({ outcome_evaluations: [{ result: null }, 5] }), events: [asked] })[0]!.outcome).toBeNull();
    const error = event("session.error", { error: { type: "billing_error", message: "No credit" } });
    expect(all([asked, error])[0]).toMatchObject({
      outcome: { result: "invalid", note: "billing_error: No credit" },
      metadata: { error: "billing_error: No credit" },
    });
  });
});

describe("limits", () => {
  test("a session over its size is refused with its place, the next one is read; sessions before the newest are closed", () => {
    const reader = managedReader({ sessionBytes: 100, openBytes: 150 });
    const add = (value: unknown, start: number, end: number) =>
      reader.add({ value, source: new JsonSource(JSON.stringify(value)), start, end, line: start + 1 });
    const line = (id: string) => ["client.beta.sessions.create", session({ id })];
    expect(add(line("sesn_1"), 0, 60)).toEqual([]);
    expect(add(asked, 60, 120)).toMatchObject([{ problem: { line: 1, message: expect.stringContaining("the limit") } }]);
    expect(add(say("user.message", "lost"), 120, 130)).toEqual([]);
    expect(add(line("sesn_2"), 130, 140)).toEqual([]);
    expect(add(asked, 140, 220)).toEqual([]);
    expect(add(line("sesn_3"), 220, 230)).toEqual([]);
    expect(add(asked, 230, 300)).toMatchObject([{ session: { externalId: "sesn_2" } }]);
    expect(add(line("sesn_2"), 300, 301)).toMatchObject([{ problem: { line: 301, message: expect.stringContaining("session sesn_2") } }]);
    expect(add(say("user.message", "lost as well"), 301, 302)).toEqual([]);
    expect(reader.end()).toMatchObject([{ session: { externalId: "sesn_3", raw: [{ start: 220, end: 300 }] } }]);
  });
});

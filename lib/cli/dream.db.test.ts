import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { session, writeSessions } from "@/lib/cli/dream/test-sessions";
import type { Dream, ImportResult, Proposal } from "@/lib/domain/views";
import { work } from "@/lib/jobs/worker";
import { dreamCommand } from "./dream";

// The command without a server, in this process, on a real database; a worker runs only where a test says so.
const folder = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const made = mkdtempSync(`${tmpdir()}/rv-dream-`);
  // Read once, when the first module asks for the environment.
  Object.assign(process.env, { REVEILLE_DATA_DIR: `${made}/data`, REVEILLE_SAMPLE: "0", LOG_LEVEL: "error" });
  return made;
});

type Document = { import: ImportResult | null; dream: Dream | null; proposal: Proposal | null; url: string | null };

const out = vi.spyOn(console, "log").mockImplementation(() => {});
const err = vi.spyOn(console, "error").mockImplementation(() => {});
const text = (spy: typeof out) => spy.mock.calls.map(([line]) => String(line)).join("\n");
const document = (): Document => JSON.parse(text(out)) as Document;
const run = (...args: string[]) => dreamCommand(args, folder);

beforeEach(() => {
  out.mockClear();
  err.mockClear();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});

beforeAll(() => {
  const rule = "From now on, always confirm the date before you book.";
  writeSessions(folder, "one.jsonl", [session("s1", "mara_lind", 7, rule), session("s2", "jon_falk", 9)]);
  writeSessions(folder, "two.jsonl", [session("s3", "eva_norr", 6)], '{"messages": [{"role": "user", "conte');
  writeFileSync(join(folder, "prose.txt"), "Dear diary, today nothing happened.\n");
});

test("wrong use ends with status 2, one line a problem, and an empty stdout", async () => {
  expect(await run("one.jsonl", "--nonsense")).toBe(2);
  expect(await run("missing.jsonl")).toBe(2);
  expect(text(err)).toBe("Unknown option '--nonsense' (--help lists the options)\nmissing.jsonl is not there");
  expect(text(out)).toBe("");
});

test("nothing that can be imported: status 1, no dream, and each refusal with file and reason", async () => {
  expect(await run("prose.txt", "--json")).toBe(1);
  expect(document()).toMatchObject({ dream: null, proposal: null, url: null });
  expect(document().import?.errors).toEqual([{ file: "prose.txt", message: expect.stringContaining("no format that is known here") }]);
  expect(text(err)).toMatch(/refused: prose\.txt: .*chat: .*\nNothing could be imported\./);
});

describe("nobody dreams", () => {
  test("the wait runs out: status 1, and the dream stays", async () => {
    expect(await run("one.jsonl", "--agent", "Waiting", "--wait", "0.2", "--json")).toBe(1);
    expect(document().dream).toMatchObject({ status: "queued", engine: "local" });
    expect(document().url).toMatch(/^http:\/\/localhost:3000\/dreams\/drm_/);
    expect(text(err)).toContain("The wait is over and the dream is still queued");
  });

  test("another dream of the store runs: status 1, what was imported stays imported", async () => {
    expect(await run("two.jsonl", "--agent", "Waiting", "--json")).toBe(1);
    expect(document().import?.imported).toHaveLength(1);
    expect(document().dream).toBeNull();
    expect(text(err)).toMatch(/already running\. Wait for it or cancel it\. \(drm_\w+\)/);
  });

  test("an engine that is not there: status 1 in words", async () => {
    expect(await run("one.jsonl", "--agent", "Claude", "--engine", "claude")).toBe(1);
    expect(text(err)).toContain("The engine claude is not configured");
  });
});

describe("with a worker", () => {
  const stop = new AbortController();
  let working: Promise<void>;
  beforeAll(() => {
    working = work("test", stop.signal);
  });
  afterAll(async () => {
    stop.abort();
    await working;
  });

  test("a proposal for people: reason, evidence, finding, unified diff, address", async () => {
    expect(await run("one.jsonl")).toBe(0);
    const shown = text(out);
    expect(shown).toMatch(/^The agent learns .*\.\n/);
    expect(shown).toContain("create /mistakes/");
    expect(shown).toMatch(/Reason .*2 sessions/);
    expect(shown).toMatch(/Evidence +"Error: the party is larger than the table allows"/);
    expect(shown).toMatch(/note +external-only:/);
    expect(shown).toMatch(/--- \/dev\/null\n\+\+\+ b\/mistakes\/.*\n@@ -0,0 \+1,\d+ @@\n\+/);
    expect(shown).toMatch(/http:\/\/localhost:3000\/proposals\/prp_\w+$/);
    expect(text(err)).toContain("one.jsonl: 2 sessions imported (chat)");
  });

  test("the same again: duplicates, nothing to change, status 0", async () => {
    expect(await run("one.jsonl")).toBe(0);
    expect(text(err)).toContain("one.jsonl: 0 sessions imported, 2 duplicates (chat)");
    expect(text(out)).toMatch(/^Nothing to change\.\nThere was no session/);
  });

  test("a file that is cut off: the rest is imported and dreamt over, status 3, the refusal with file and line", async () => {
    expect(await run("one.jsonl", "two.jsonl", "--agent", "Half", "--json")).toBe(3);
    const { import: sent, dream, proposal } = document();
    expect(sent?.imported).toHaveLength(3);
    expect(sent?.errors).toEqual([expect.objectContaining({ file: "two.jsonl", line: 2 })]);
    expect(dream).toMatchObject({ status: "completed", transcript_ids: expect.arrayContaining(sent?.imported.map((s) => s.id) ?? []) });
    expect(proposal?.changes.length).toBeGreaterThan(0);
    expect(text(err)).toMatch(/refused: two\.jsonl, line 2: /);
  });

  test("--memory fills the store first; --accept-clean applies what has no finding above note and leaves the rest open", async () => {
    mkdirSync(join(folder, "notes", "facts"), { recursive: true });
    writeFileSync(join(folder, "notes", "facts", "terrace.md"), "# Terrace\n\nThe terrace has tables for four.\n");
    expect(await run("one.jsonl", "--agent", "Clean", "--store", "House rules", "--memory", "notes", "--accept-clean", "--json")).toBe(0);
    const { dream, proposal } = document();
    expect(dream?.base_version).toBe(2);
    expect(proposal).toMatchObject({ status: "applied", applied_version: 3, store_name: "House rules" });
    for (const change of proposal?.changes ?? []) {
      expect(change.state).toBe("accepted");
      expect(change.findings.every((finding) => finding.severity === "note")).toBe(true);
      expect(change.decisions).toEqual([expect.objectContaining({ verdict: "accept", by: "Command line" })]);
    }
  });

  test("a store that is there is attached to another agent, not made again", async () => {
    expect(await run("two.jsonl", "--agent", "Second", "--store", "House rules", "--json")).toBe(3);
    expect(text(err)).toContain("attaching the memory store House rules to Second");
    expect(document().dream?.transcript_ids).toHaveLength(1);
  });
});

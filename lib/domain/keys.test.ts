import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChosenKeys,
  COMMANDS,
  chordOf,
  commandOfChord,
  type KeyChange,
  keyProblem,
  keysOf,
  readKeyPreference,
  shownKey,
  withKeyChange,
} from "@/lib/domain/keys";

const press = (key: string, over: Partial<Parameters<typeof chordOf>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...over,
});
const allKeys = (chosen: ChosenKeys) => COMMANDS.flatMap((c) => keysOf(c.id, chosen));

describe("the key table", () => {
  it("gives no key to two commands, and none that the browser needs", () => {
    const keys = allKeys({});
    expect(new Set(keys).size).toBe(keys.length);
    for (const c of COMMANDS) for (const k of c.keys) expect(keyProblem(c.id, k, {})).toBeUndefined();
  });

  it("reads letters in either case, signs wherever they lie, Ctrl and Cmd as one", () => {
    expect(chordOf(press("A"))).toBe("a");
    expect(chordOf(press("A", { shiftKey: true }))).toBe("shift+a");
    expect(chordOf(press("?", { shiftKey: true }))).toBe("?");
    expect(chordOf(press("k", { metaKey: true }))).toBe("mod+k");
    expect(chordOf(press("Enter", { ctrlKey: true }))).toBe("mod+enter");
    expect(chordOf(press("Shift", { shiftKey: true }))).toBeUndefined();
    expect(chordOf(press("a", { altKey: true }))).toBeUndefined();
  });

  it("leaves presses with Ctrl to others, and hears only those once single letters are off", () => {
    expect(commandOfChord("mod+r", {}, true)).toBeUndefined();
    expect(commandOfChord("a", {}, false)).toBeUndefined();
    expect(commandOfChord("mod+k", {}, false)).toBe("palette");
  });

  it("prints chords as they are pressed", () => {
    expect(["shift+a", "mod+enter", "/", "-"].map(shownKey)).toEqual(["⇧A", "Ctrl ⏎", "/", "-"]);
  });
});

describe("keys of one's own", () => {
  it("take the place of the table's", () => {
    const chosen = { accept: ["y"] };
    expect(commandOfChord("y", chosen, true)).toBe("accept");
    expect(commandOfChord("a", chosen, true)).toBeUndefined();
  });

  it("are refused where another command or the browser has them, in words", () => {
    expect(keyProblem("accept", "r", {})).toContain("Reject");
    expect(keyProblem("accept", "mod+w", {})).toContain("browser");
    expect(keyProblem("accept", "a", {})).toBeUndefined();
    expect(keyProblem("accept", "r", { reject: ["x"] })).toBeUndefined();
  });

  it("never give one key to two commands, whatever was kept", () => {
    const kept = fc.dictionary(
      fc.constantFrom(...COMMANDS.map((c) => c.id), "nonsense"),
      fc.oneof(fc.array(fc.constantFrom("a", "b", "j", "x", "mod+k")), fc.constant(7)),
    );
    fc.assert(
      fc.property(fc.oneof(kept, fc.anything()), (anything) => {
        const keys = allKeys(readKeyPreference({ chosen: anything }).chosen);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it("stay without a clash through whatever a person changes, and are read back as they were kept", () => {
    const command = fc.constantFrom(...COMMANDS.map((c) => c.id));
    const key = fc.oneof(
      fc.constantFrom(...COMMANDS.flatMap((c) => c.keys)),
      fc.constantFrom("y", "shift+y", "mod+w", "tab"),
      fc.constant(null),
    );
    const change: fc.Arbitrary<KeyChange> = fc.oneof(
      fc.record({ command, key }),
      fc.record({ singles: fc.boolean() }),
      fc.constant({ reset: true as const }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        let now = readKeyPreference({});
        for (const c of changes) {
          const next = withKeyChange(now, c);
          if (typeof next !== "string") now = next;
        }
        const keys = allKeys(now.chosen);
        expect(new Set(keys).size).toBe(keys.length);
        expect(readKeyPreference(JSON.parse(JSON.stringify(now)))).toEqual(now);
      }),
    );
  });

  it("go back only while nobody else has the key", () => {
    const moved = withKeyChange(readKeyPreference({}), { command: "accept", key: "y" });
    const taken = withKeyChange(moved as never, { command: "reject", key: "a" });
    expect(withKeyChange(taken as never, { command: "accept", key: null })).toContain("“Reject”");
    expect(withKeyChange(moved as never, { command: "accept", key: null })).toEqual({ chosen: {}, singles: true });
  });
});

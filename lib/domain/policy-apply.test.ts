import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY, type Policy } from "@/lib/domain/policy";
import { graver, needsPerson } from "@/lib/domain/policy-apply";

const auto: Policy = { ...DEFAULT_POLICY, mode: "auto" };
const warn = { severity: "warn", message: "It changes a value." } as const;
const block = { severity: "block", message: "It holds a secret." } as const;
const note = { severity: "note", message: "Undated." } as const;
const change = { path: "/a.md", newPath: null, sources: [], findings: [] };

describe("what a policy may accept", () => {
  it.each([
    ["review", [], /leaves every change to a person/],
    ["auto-clean", [note], null],
    ["auto-clean", [warn], /changes a value/],
    ["auto", [warn, note], null],
    ["auto", [warn, block], /holds a secret/],
  ] as const)("%s with %j", (mode, findings, why) => {
    const said = needsPerson({ ...auto, mode }, new Set(), { ...change, findings });
    if (why === null) expect(said).toBeNull();
    else expect(said).toMatch(why);
  });

  it("is nothing that touches a person's word or a protected place: where it stands, where it goes, or what it takes in", () => {
    const places = [
      { ...change, path: "/w/x.md" },
      { ...change, newPath: "/w/x.md" },
      { ...change, sources: [{ path: "/w/x.md" }] },
    ];
    for (const c of places) {
      expect(needsPerson(auto, new Set(["/w/x.md"]), c)).toMatch(/^\/w\/x.md is pinned or a person's word/);
      expect(needsPerson({ ...auto, protected_paths: ["/w"] }, new Set(), c)).toMatch(/^\/w\/x.md lies under a path/);
      expect(needsPerson(auto, new Set(["/w"]), c)).toBeNull();
    }
  });
});

it("what has become riskier, less trusted or has a finding is graver; what has become better is not", () => {
  const was = { risk: "medium", trust: "user" } as const;
  expect(graver(auto, was, { ...was, findings: [warn] })).toBeNull();
  expect(graver(auto, was, { risk: "low", trust: "operator", findings: [] })).toBeNull();
  expect(graver(auto, was, { risk: "high", trust: "user", findings: [] })).toMatch(/at medium risk.*is high/);
  expect(graver(auto, was, { risk: "medium", trust: "external", findings: [] })).toMatch(/word of user.*word of external/);
  expect(graver(auto, was, { ...was, findings: [block] })).toMatch(/holds a secret/);
  expect(graver({ ...auto, mode: "auto-clean" }, was, { ...was, findings: [warn] })).toMatch(/changes a value/);
  expect(graver({ ...auto, mode: "review" }, was, { ...was, findings: [] })).toMatch(/leaves every change to a person/);
});

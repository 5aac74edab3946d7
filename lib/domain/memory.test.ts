import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assertMemory,
  comparePaths,
  contentHash,
  contentProblem,
  MAX_MEMORY_BYTES,
  MAX_PATH_BYTES,
  MAX_PATH_SEGMENTS,
  nestedPaths,
  pathProblem,
  stateHash,
} from "@/lib/domain/memory";

const unicode = fc.string({ unit: "binary", maxLength: 12 });
const wide = fc
  .array(fc.constantFrom("a", "/", "é", "\ud7ff", "\ue000", "\uffff", "😀", "𐐀", "\u{10ffff}"), { maxLength: 8 })
  .map((a) => a.join(""));
const nodeHash = (s: string) => createHash("sha256").update(Buffer.from(s, "utf8")).digest("hex");

describe("order and hashes", () => {
  it("paths are in order of their UTF-8 bytes", () => {
    const anyText = fc.oneof(unicode, wide);
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(Math.sign(comparePaths(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("a content's hash is SHA-256 over its exact bytes", () => {
    fc.assert(
      fc.property(unicode, (s) => {
        expect(contentHash(s)).toBe(nodeHash(s));
      }),
    );
    expect(contentHash("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("a state's hash is SHA-256 of the lines path NUL kind NUL hash LF in order of the paths' bytes, however the state is ordered", () => {
    const memory = fc.record({ path: wide, kind: fc.constantFrom("fact", "preference"), sha256: unicode.map(nodeHash) });
    fc.assert(
      fc.property(fc.uniqueArray(memory, { selector: (m) => m.path, maxLength: 12 }), (memories) => {
        const sorted = [...memories].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
        const lines = Buffer.concat(sorted.map((m) => Buffer.from(`${m.path}\0${m.kind}\0${m.sha256}\n`)));
        const wanted = createHash("sha256").update(lines).digest("hex");
        expect(stateHash(memories)).toBe(wanted);
        expect(stateHash([...memories].reverse())).toBe(wanted);
      }),
    );
    expect(stateHash([])).toBe(nodeHash(""));
  });
});

describe("a path", () => {
  it.each([
    ["/a"],
    ["/a.md"],
    ["/users/R. Dominik/x.md"],
    ["/é.md"],
    ["/…"],
    ["/.hidden"],
    ["/a b"],
    [`/${"x".repeat(MAX_PATH_BYTES - 1)}`],
    [`/${Array.from({ length: MAX_PATH_SEGMENTS }, () => "a").join("/")}`],
  ])("%s may be one", (path) => expect(pathProblem(path)).toBeNull());

  it.each([
    ["", "starts with /"],
    ["a", "starts with /"],
    ["/", "empty segment"],
    ["/a/", "empty segment"],
    ["//a", "empty segment"],
    ["/a//b", "empty segment"],
    ["/./a", "segment"],
    ["/a/..", "segment"],
    ["/a\n", "control"],
    ["/a\0", "control"],
    ["/a\u200b", "invisible"],
    ["/a\u202e", "invisible"],
    ["/a\u2028", "invisible"],
    ["/a\ud800", "invisible"],
    ["/e\u0301", "form C"],
    [`/${"é".repeat(MAX_PATH_BYTES / 2)}`, "bytes"],
    [`/${Array.from({ length: MAX_PATH_SEGMENTS + 1 }, () => "a").join("/")}`, "segments"],
  ])("%j may not", (path, why) => expect(pathProblem(path)).toContain(why));
});

describe("a content", () => {
  it("has at most 102,400 bytes of UTF-8, not characters", () => {
    expect(contentProblem("x".repeat(MAX_MEMORY_BYTES))).toBeNull();
    expect(contentProblem("x".repeat(MAX_MEMORY_BYTES + 1))).toContain("102401");
    expect(contentProblem("é".repeat(MAX_MEMORY_BYTES / 2))).toBeNull();
    expect(contentProblem(`${"é".repeat(MAX_MEMORY_BYTES / 2)}x`)).not.toBeNull();
  });

  it("is Unicode without NUL; everything else may stand in it", () => {
    expect(contentProblem("a\0")).toContain("NUL");
    expect(contentProblem("\udc00")).toContain("surrogate");
    for (const s of ["", "\ufeffx", "a\r\n\tb", "\u0001", "😀", "\u202e"]) expect(contentProblem(s)).toBeNull();
  });

  it("is refused with the field that is wrong", () => {
    expect(() => assertMemory("a", "x")).toThrowError(
      expect.objectContaining({ type: "invalid_request", details: [{ path: "path", message: expect.any(String) }] }),
    );
    expect(() => assertMemory("/a", "\0")).toThrowError(
      expect.objectContaining({ details: [{ path: "content", message: expect.any(String) }] }),
    );
  });
});

describe("paths below each other", () => {
  it("are found with their ancestor, at any depth, and only at a segment's end", () => {
    expect(nestedPaths(["/a", "/a/b/c", "/ab", "/a.md"])).toEqual([["/a", "/a/b/c"]]);
    expect(nestedPaths(["/x/y", "/x/z", "/x.md"])).toEqual([]);
  });
});

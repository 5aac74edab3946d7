import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkDeskWeight, DESK_ROUTE, pageWeight } from "./page-weight.mjs";

let dist = "";
const write = (path: string, content: string | Buffer) => {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), content);
};
/** The manifests as a build writes them, for these entries of the desk. */
const manifests = (entryJSFiles: Record<string, string[]>) => {
  write("build-manifest.json", JSON.stringify({ rootMainFiles: ["static/main.js"], polyfillFiles: ["static/polyfills.js"] }));
  const named = `globalThis.__RSC_MANIFEST["${DESK_ROUTE}"] = ${JSON.stringify({ entryJSFiles })};`;
  write(`server/app/${DESK_ROUTE}_client-reference-manifest.js`, named);
};

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), "rv-weight-"));
  // Random bytes: gzip makes nothing of them.
  for (const [file, size] of [
    ["main", 3_000],
    ["layout", 2_000],
    ["desk", 4_000],
    ["polyfills", 9_000],
    ["other", 9_000],
  ] as const)
    write(`static/${file}.js`, randomBytes(size));
  manifests({ layout: ["static/layout.js"], page: ["static/layout.js", "static/desk.js"] });
});
afterEach(() => rmSync(dist, { recursive: true, force: true }));

test("a page weighs what the framework and its own entries load, each file once, after gzip", () => {
  const { files, bytes } = pageWeight(dist, DESK_ROUTE);
  expect(files.map((f) => f.file)).toEqual(["static/main.js", "static/layout.js", "static/desk.js"]);
  expect(bytes).toBe(files.reduce((sum, f) => sum + f.bytes, 0));
  expect(bytes).toBeGreaterThan(9_000);
  expect(bytes).toBeLessThan(9_200);
});

test("what compresses counts as it is sent", () => {
  write("static/desk.js", "a".repeat(1_000_000));
  expect(pageWeight(dist, DESK_ROUTE).bytes).toBeLessThan(7_000);
});

test("a desk at its limit passes, one byte above it is refused with files, bytes, limit and what to do", () => {
  const { bytes } = pageWeight(dist, DESK_ROUTE);
  expect(checkDeskWeight(dist, bytes)).toEqual({ bytes });
  const refused = () => checkDeskWeight(dist, bytes - 1);
  expect(refused).toThrow(`loads ${bytes} bytes of JavaScript after gzip before its editor opens, 1 more than the limit of ${bytes - 1}`);
  expect(refused).toThrow(/desk\.js\n.*main\.js\n.*layout\.js\nLoad what does not show at first when it is asked for/s);
});

test("a build without the desk's scripts is no light one", () => {
  manifests({});
  expect(() => checkDeskWeight(dist)).toThrow("names no scripts of");
});

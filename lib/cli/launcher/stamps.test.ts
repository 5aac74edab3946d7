import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installHash, isInstalled, isStamped, sourceHash, stamp, unstamp } from "./stamps.mjs";

let root = "";
const write = (path: string, content: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rv-stamps-"));
  write("app/page.tsx", "1");
  write("package-lock.json", "{}");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([
  ["app/page.tsx", "2"],
  ["app/new.tsx", "1"],
  ["lib/domain/memory.ts", "1"],
  ["public/icon.svg", "1"],
  ["package-lock.json", "{ }"],
  ["prisma/schema.prisma", "1"],
])("a build is stale when %s changes", (path, content) => {
  const before = sourceHash(root);
  write(path, content);
  expect(sourceHash(root)).not.toBe(before);
});

test.each(["README.md", "lib/domain/memory.test.ts", "lib/cli/dream.ts", "lib/db/generated/client.ts", "e2e/sign-in.spec.ts"])(
  "a build is not stale when %s changes",
  (path) => {
    const before = sourceHash(root);
    write(path, "1");
    expect(sourceHash(root)).toBe(before);
  },
);

test("moving bytes from one file to the next is a change", () => {
  write("app/a.ts", "12");
  write("app/b.ts", "3");
  const before = sourceHash(root);
  write("app/a.ts", "1");
  write("app/b.ts", "23");
  expect(sourceHash(root)).not.toBe(before);
});

test("an installation is stale when the lock file changes", () => {
  const before = installHash(root);
  write("package-lock.json", '{"a":1}');
  expect(installHash(root)).not.toBe(before);
});

test("a stamp holds for one hash and not after it is taken away", () => {
  const file = join(root, "stamp");
  expect(isStamped(file, "a")).toBe(false);
  stamp(file, "a");
  expect([isStamped(file, "a"), isStamped(file, "b")]).toEqual([true, false]);
  unstamp(file);
  expect(isStamped(file, "a")).toBe(false);
});

test("packages that were installed by hand are recognised, a missing or older one is not", () => {
  const lock = (packages: object) => JSON.stringify({ packages: { "": {}, ...packages } });
  const a = { "node_modules/a": { version: "1.0.0" } };
  write("package-lock.json", lock({ ...a, "node_modules/other-machine": { version: "1.0.0", optional: true } }));
  expect(isInstalled(root)).toBe(false);
  write("node_modules/a/package.json", "{}");
  write("node_modules/.package-lock.json", lock(a));
  expect(isInstalled(root)).toBe(true);
  write("node_modules/.package-lock.json", lock({ "node_modules/a": { version: "0.9.0" } }));
  expect(isInstalled(root)).toBe(false);
});

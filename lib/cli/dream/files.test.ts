import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { readMemoryFiles } from "@/lib/services/import-memory";
import { findFiles, readMemory } from "./files";

const folder = mkdtempSync(join(tmpdir(), "rv-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("files are looked up where they were typed, and every problem is told at once", () => {
  writeFileSync(join(folder, "a.json"), "{}");
  expect(findFiles(["a.json"], folder)).toEqual([{ typed: "a.json", path: join(folder, "a.json"), name: "a.json" }]);
  expect(() => findFiles(["a.json", "b.json", ".", "a.json/c"], folder)).toThrow(
    /^b\.json is not there\n\. is a folder; give its files, for example with \/\*\.jsonl after it\na\.json\/c is not there$/,
  );
});

test("a folder becomes the memories that lie in it, at their own paths, whatever its one subfolder is called", async () => {
  const notes = join(folder, "notes");
  mkdirSync(join(notes, "team", "deep"), { recursive: true });
  writeFileSync(join(notes, "team", "a.md"), "A\n");
  writeFileSync(join(notes, "team", "deep", "b.md"), "B\n");
  writeFileSync(join(notes, "team", "picture.png"), "no");
  writeFileSync(join(notes, "team", ".hidden.md"), "no");
  symlinkSync(join(folder, "a.json"), join(notes, "team", "link.md"));
  const memory = readMemory("notes", folder);
  expect(memory.left).toEqual(["team/picture.png"]);
  expect((await readMemoryFiles(memory.bytes, memory.name)).files).toEqual([
    { path: "/team/a.md", content: "A\n" },
    { path: "/team/deep/b.md", content: "B\n" },
  ]);
});

test("a file is sent as it is", () => {
  writeFileSync(join(folder, "rules.md"), "Be kind.\n");
  expect(strFromU8(readMemory("rules.md", folder).bytes)).toBe("Be kind.\n");
  expect(() => unzipSync(readMemory("rules.md", folder).bytes)).toThrow();
});

test("no memory there is wrong use", () => {
  mkdirSync(join(folder, "empty"));
  expect(() => readMemory("empty", folder)).toThrow("there is no Markdown file under empty");
  expect(() => readMemory("nowhere", folder)).toThrow("--memory: nowhere is not there");
});

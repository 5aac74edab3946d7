import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import tar from "tar-stream";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { INDEX_PATH } from "@/lib/domain/memory";
import { exportMemory } from "@/lib/queries/export-memory";
import { getVersion } from "@/lib/queries/versions";
import { putMemory } from "@/lib/services/edit-memory";
import { importMemory, readMemoryFiles } from "@/lib/services/import-memory";
import { headContents, makeStore, makeWorkspace, outcomeOf, readState, refusalOf } from "@/lib/testing/factories";

const bytes = (s: string) => new TextEncoder().encode(s);
const zip = (files: Record<string, string | Uint8Array>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, s]) => [name, typeof s === "string" ? bytes(s) : s])));
async function tarGz(files: Record<string, string>): Promise<Uint8Array> {
  const pack = tar.pack();
  for (const [name, content] of Object.entries(files)) pack.entry({ name }, content);
  pack.finalize();
  const parts: Buffer[] = [];
  for await (const part of pack) parts.push(part as Buffer);
  return gzipSync(Buffer.concat(parts));
}
const read = async (data: Uint8Array, name = "memory") =>
  Object.fromEntries((await readMemoryFiles(data, name)).files.map((f) => [f.path, f.content]));

describe("files of memory", () => {
  it("are a Markdown file, a zip or a tar.gz, known by their bytes; the folder that a packer adds and its own files fall away", async () => {
    expect(await read(bytes("# One\r\n"), "notes/one.md")).toEqual({ "/one.md": "# One\r\n" });
    expect(await read(bytes("plain"), "C:\\x\\NOTES")).toEqual({ "/NOTES.md": "plain" });
    const files = { "facts/a.md": "A", "facts/deep/b.md": "\ufeffB\r\n" };
    expect(await read(zip(files), "x.bin")).toEqual({ "/facts/a.md": "A", "/facts/deep/b.md": "\ufeffB\r\n" });
    expect(await read(await tarGz(files), "x.bin")).toEqual({ "/facts/a.md": "A", "/facts/deep/b.md": "\ufeffB\r\n" });
    const packed = {
      "my-memory/a.md": "A",
      "my-memory/sub/b.md": "B",
      "__MACOSX/my-memory/._a.md": "x",
      "my-memory/.DS_Store": "x",
      "my-memory/p.png": "x",
    };
    expect(await read(zip(packed))).toEqual({ "/a.md": "A", "/sub/b.md": "B" });
    expect((await readMemoryFiles(zip(packed), "x.zip")).skipped).toEqual(["my-memory/p.png"]);
    expect(await read(zip({ "facts/bare": "x" }))).toEqual({ "/facts/bare": "x" });
    expect(await read(zip({ "./e\u0301.md": "x" }))).toEqual({ "/é.md": "x" });
  });

  it.each([
    ["not UTF-8", () => zip({ "a.md": "fine", "b.md": new Uint8Array([0x66, 0xff]) }), "invalid_request"],
    ["a path that leads out", () => zip({ "facts/../../../etc/passwd.md": "x" }), "invalid_request"],
    ["too long", () => zip({ "a.md": "x".repeat(102_401) }), "invalid_request"],
    ["no Markdown in it", () => zip({ "a.png": "x" }), "unprocessable"],
    ["a damaged zip", () => zip({ "a.md": "x".repeat(500) }).slice(0, 60), "invalid_request"],
    ["a damaged gzip", () => gzipSync(bytes("x".repeat(500))).subarray(0, 20), "invalid_request"],
  ])("are refused when they are %s", async (_name, data, type) => {
    expect(await outcomeOf(readMemoryFiles(data(), "memory"))).toBe(type);
  });

  it("tell all that is wrong at once", async () => {
    const refused = await refusalOf(readMemoryFiles(zip({ "x/a\u202e.md": "x", "x/b.md": "a\0b", "x/c.md": "fine" }), "memory"));
    expect((refused.details as { path: string }[]).map((d) => d.path).sort()).toEqual(["/a\u202e.md", "/b.md"]);
  });
});

describe("imported memory", () => {
  it("is one version; what has the same path is replaced, what is not named stays; twice is once", async () => {
    const { id, admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/facts/a.md", content: "old" });
    await putMemory(admin, storeId, { path: "/facts/stays.md", content: "stays" });
    const files = [
      { path: "/facts/a.md", content: "new" },
      { path: "/preferences/b.md", content: "b" },
    ];
    expect(await importMemory(admin, storeId, files)).toMatchObject({
      number: 4,
      counts: { created: 1, updated: 1, removed: 0, renamed: 0 },
    });
    expect(await headContents(id, storeId)).toEqual({ "/facts/a.md": "new", "/facts/stays.md": "stays", "/preferences/b.md": "b" });
    expect(await getVersion(admin.scope, storeId, 4)).toMatchObject({ cause: "import", message: "2 files imported" });
    expect(await importMemory(admin, storeId, files)).toBeNull();
    const rows = await db.memoryRevision.findMany({
      where: { workspaceId: id, storeId, untilVersion: null, fromVersion: 4, derived: false },
    });
    for (const r of rows) expect([r.trust, r.evidenceAt, r.byPerson]).toEqual(["user", null, false]);
    expect(rows.map((r) => r.kind).sort()).toEqual(["fact", "preference"]);
  });

  it("comes back from an export byte for byte, and the same version exports to the same bytes", async () => {
    const { id, admin } = await makeWorkspace();
    const [from, to] = [await makeStore(admin), await makeStore(admin)];
    const contents = {
      "/facts/crlf.md": "a\r\nb",
      "/facts/bom.md": "\ufeffx",
      "/é/😀.md": "😀",
      "/facts/empty.md": "",
      "/facts/big.md": "é".repeat(51_200),
    };
    await importMemory(
      admin,
      from,
      Object.entries(contents).map(([path, content]) => ({ path, content })),
    );
    const exported = await exportMemory(admin.scope, from);
    expect(Buffer.from((await exportMemory(admin.scope, from)).zip).equals(Buffer.from(exported.zip))).toBe(true);
    await importMemory(admin, to, (await readMemoryFiles(exported.zip, "export.zip")).files);
    expect(await headContents(id, to)).toEqual(contents);
    // The derived index was recognised: it is derived here too, and the two stores read the same.
    const state = async (storeId: string) =>
      (await readState(id, storeId, 2)).map(({ path, content, kind, derived }) => ({ path, content, kind, derived }));
    expect(await state(to)).toEqual(await state(from));
    expect((await getVersion(admin.scope, to, 2)).hash).toBe((await getVersion(admin.scope, from, 2)).hash);
  });

  it("may bring an index of its own, which is kept and switches the derived one off", async () => {
    const { id, admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    await putMemory(admin, storeId, { path: "/a.md", content: "a" });
    await importMemory(admin, storeId, [{ path: INDEX_PATH, content: "# Mine\n" }]);
    await putMemory(admin, storeId, { path: "/b.md", content: "b" });
    expect(await headContents(id, storeId)).toEqual({ "/a.md": "a", "/b.md": "b", [INDEX_PATH]: "# Mine\n" });
    const index = (await readState(id, storeId, 4)).filter((m) => m.path === INDEX_PATH);
    expect(index).toMatchObject([{ derived: false, kind: "index" }]);
    expect(await putMemory(admin, storeId, { path: INDEX_PATH, content: "# Mine, edited\n" })).toMatchObject({ number: 5 });
  });

  it("is refused whole when one of it cannot stand", async () => {
    const { id, admin } = await makeWorkspace();
    const storeId = await makeStore(admin);
    const files = [
      { path: "/a", content: "x" },
      { path: "/a/b", content: "x" },
    ];
    expect(await outcomeOf(importMemory(admin, storeId, files))).toBe("unprocessable");
    expect(await outcomeOf(importMemory(admin, storeId, [files[0], files[0]] as typeof files))).toBe("unprocessable");
    expect(await headContents(id, storeId)).toEqual({});
  });
});

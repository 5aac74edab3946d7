import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askHolder, LockedError, lockPathOf, takeLock } from "./lock.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rv-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const me = (what: string) => ({ pid: process.pid, what, url: "http://localhost:1" });

test("the second one is told who the first is", async () => {
  const lock = await takeLock(lockPathOf(folder), me("first"));
  await expect(takeLock(lockPathOf(folder), me("second"))).rejects.toMatchObject({ holder: me("first") });
  lock.release();
});

test("a released lock is free", async () => {
  (await takeLock(lockPathOf(folder), me("first"))).release();
  expect(await askHolder(lockPathOf(folder))).toBeNull();
  (await takeLock(lockPathOf(folder), me("second"))).release();
});

async function otherHolder() {
  const module = join(import.meta.dirname, "lock.mjs");
  const script = `const { takeLock } = await import(${JSON.stringify(module)});
    await takeLock(${JSON.stringify(lockPathOf(folder))}, { pid: process.pid, what: "killed" }); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

test("a lock whose holder was killed is free", async () => {
  const child = await otherHolder();
  expect(await askHolder(lockPathOf(folder))).toMatchObject({ pid: child.pid });
  child.kill("SIGKILL");
  await once(child, "exit");
  const lock = await takeLock(lockPathOf(folder), me("next"));
  await lock.confirm();
  lock.release();
});

test("a lock whose holder is killed while it is asked is free", async () => {
  const child = await otherHolder();
  child.kill("SIGSTOP");
  const taken = takeLock(lockPathOf(folder), me("next"));
  // Connected, and not answered: the connection breaks when its holder dies.
  const connected = () =>
    readFileSync("/proc/net/unix", "utf8")
      .split("\n")
      .filter((line) => line.endsWith(lockPathOf(folder))).length;
  await expect.poll(connected, { timeout: 10_000 }).toBe(2);
  child.kill("SIGKILL");
  const lock = await taken;
  await lock.confirm();
  lock.release();
});

test("a path that is too long for a socket is replaced, and is the same for the same folder", async () => {
  const deep = join("/", "deep".repeat(40));
  expect(Buffer.byteLength(lockPathOf(deep))).toBeLessThanOrEqual(107);
  expect(lockPathOf(deep)).toBe(lockPathOf(deep));
  expect(lockPathOf(`${deep}x`)).not.toBe(lockPathOf(deep));
});

test("LockedError says who in one line", () => {
  expect(new LockedError({ pid: 7, what: "a server" }).message).toBe("in use by a server (pid 7)");
});

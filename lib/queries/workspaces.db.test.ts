import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { whyDatabaseNotReady } from "@/lib/queries/workspaces";
import { makeWorkspace } from "@/lib/testing/factories";

const held = globalThis as { reveilleDisk?: unknown };
const temporaryFiles = async () => {
  const [row] = await db.$queryRaw<
    { files: bigint }[]
  >`select temp_files as files from pg_stat_database where datname = current_database()`;
  return Number(row?.files);
};

it("a database is ready once it holds a workspace, which is told by writing to its disk at most every ten seconds", async () => {
  expect(await whyDatabaseNotReady()).toBe("no workspace has been made yet");
  await makeWorkspace();
  expect(await whyDatabaseNotReady()).toBeNull();
  expect(held.reveilleDisk).toMatchObject({ why: null });
  // The probe is worth something only while it really writes.
  await expect.poll(temporaryFiles, { timeout: 20_000 }).toBeGreaterThan(0);
  const looked = held.reveilleDisk;
  await whyDatabaseNotReady();
  expect(held.reveilleDisk).toBe(looked);
});

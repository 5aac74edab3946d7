import { expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { enqueue } from "@/lib/db/queue";

const jobs = () => db.$queryRaw<{ n: number }[]>`select count(*)::int as n from pgboss.job where name = 'dream'`;

test("a job is there when its transaction commits, and not when it rolls back", async () => {
  await expect(
    db.$transaction(async (tx) => {
      await enqueue(tx, { name: "dream", data: { workspaceId: "wsp_1", dreamId: "drm_1" } });
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect((await jobs())[0]?.n).toBe(0);
  await db.$transaction((tx) => enqueue(tx, { name: "dream", data: { workspaceId: "wsp_1", dreamId: "drm_1" } }));
  expect((await jobs())[0]?.n).toBe(1);
});

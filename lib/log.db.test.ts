import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { errorOf } from "@/lib/log";
import { makeWorkspace } from "@/lib/testing/factories";

const SAID = "what a customer said in confidence";

it("an error of the database client is logged with what went wrong and where, without the texts that the call was given", async () => {
  const w = await makeWorkspace();
  const row = { workspaceId: w.id, sha256: "x", content: SAID, bytes: 1 };
  const failing = [
    () => db.blob.create({ data: { ...row, unknown: 1 } as never }),
    () => db.blob.create({ data: { ...row, bytes: SAID } as never }),
    () => db.blob.createMany({ data: [row, row] }),
    () => db.$queryRaw`select ${SAID}::jsonb`,
    () => db.$queryRaw`select ${SAID}::timestamptz`,
  ];
  for (const fail of failing) {
    const thrown = await fail().catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(Error);
    const logged = errorOf(thrown) as { message: string; stack: string };
    expect(JSON.stringify(logged)).not.toContain(SAID);
    expect(JSON.stringify(logged)).not.toContain("confidence");
    expect([logged.message.length > 10, logged.stack.includes("    at ")]).toEqual([true, true]);
  }
});

it("any other error is logged whole", () => {
  expect(errorOf(new TypeError("x is not a function"))).toMatchObject({ type: "TypeError", message: "x is not a function" });
});

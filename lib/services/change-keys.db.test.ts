import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import { findSessionPerson } from "@/lib/queries/session";
import { changeKeys } from "@/lib/services/change-keys";
import { makeWorkspace, refusalOf } from "@/lib/testing/factories";

async function person(): Promise<{ ctx: Context; id: string }> {
  const { reviewer } = await makeWorkspace();
  const id = newId("person");
  await db.person.create({ data: { id, email: `${id}@example.com`, name: "Ana" } });
  return { id, ctx: { ...reviewer, actor: { kind: "person", id, name: "Ana", personId: id } } };
}

it("two browsers of one person that change different keys at once both keep theirs, each with its audit row", async () => {
  const { ctx, id } = await person();
  await Promise.all([
    changeKeys(ctx, { command: "accept", key: "y" }),
    changeKeys(ctx, { command: "reject", key: "f" }),
    changeKeys(ctx, { singles: false }),
  ]);
  expect((await findSessionPerson(id))?.keys).toEqual({ chosen: { accept: ["y"], reject: ["f"] }, singles: false });
  expect(await db.audit.count({ where: { workspaceId: ctx.scope.workspaceId, action: "person.keys" } })).toBe(3);
  expect(await changeKeys(ctx, { reset: true })).toEqual({ chosen: {}, singles: false });
});

it("a key that another command got meanwhile is refused in words, and nothing is written", async () => {
  const { ctx, id } = await person();
  await changeKeys(ctx, { command: "accept", key: "y" });
  const before = await db.audit.count({ where: { workspaceId: ctx.scope.workspaceId } });
  const refusal = await refusalOf(changeKeys(ctx, { command: "reject", key: "y" }));
  expect([refusal.type, refusal.message]).toEqual(["unprocessable", expect.stringContaining("Accept, go on to the next")]);
  expect((await findSessionPerson(id))?.keys.chosen).toEqual({ accept: ["y"] });
  expect(await db.audit.count({ where: { workspaceId: ctx.scope.workspaceId } })).toBe(before);
});

it("a key without a person has no keys of its own", async () => {
  const { ctx } = await person();
  const refusal = await refusalOf(
    changeKeys({ ...ctx, actor: { kind: "key", id: "key_1", name: "Nightly" } as never }, { singles: false }),
  );
  expect(refusal.type).toBe("forbidden");
});

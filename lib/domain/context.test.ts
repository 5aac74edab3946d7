import { expect, it } from "vitest";
import { type Context, mintScope, requireSameAsker } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";

const ana: Context = {
  scope: mintScope("ws_1"),
  actor: { kind: "person", id: "per_ana", name: "Ana", personId: "per_ana" },
  grant: { role: "reviewer", scopes: null, agentId: null },
  via: "browser",
};

const told = (workspaceId: string, personId: string) => {
  try {
    requireSameAsker(ana, { workspaceId, personId });
    return "done";
  } catch (e) {
    return (e as AppError).type;
  }
};

it("what waited in a browser is done for its own person in its own workspace alone, and told as something that waits", () => {
  expect(told("ws_1", "per_ana")).toBe("done");
  expect(told("ws_1", "per_ben")).toBe("unauthorized");
  expect(told("ws_2", "per_ana")).toBe("unauthorized");
  expect(() => requireSameAsker(ana, { workspaceId: "ws_1", personId: "per_ben" })).toThrow(AppError);
});

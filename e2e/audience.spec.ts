import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

const sessions = (...users: string[]) =>
  users.map((user) => ({
    id: `of-${user}`,
    user,
    messages: [
      { role: "user", content: "Where is my order?" },
      { role: "assistant", content: "On its way." },
    ],
  }));

test("an agent that seems to serve strangers is pointed out, and switched where it is", async ({ page, api, signIn }) => {
  const { agentId } = await makeAgent(api, "Front desk");
  const { agentId: internal } = await makeAgent(api, "Build helper");
  await sendSessions(api, agentId, sessions("ann", "bob", "cem"));
  await sendSessions(api, internal, sessions("dev-1", "dev-2", "dev-3", "dev-4"));
  await signIn();
  await page.goto("/");
  const hint = page.getByRole("status").filter({ hasText: "Front desk served 3 different people" });
  await expect(hint).toContainText("counts for that person alone");
  await expectAccessible(page);
  await picture(page, "audience-hint");
  await hint.getByRole("button", { name: "It serves the public" }).click();
  await expect(hint).toHaveCount(0);
  expect((await (await api.get(`/api/v1/agents/${agentId}`)).json()).audience).toBe("public");

  await page.goto(`/agents/${internal}`);
  const own = page.getByRole("status").filter({ hasText: "Build helper served 4 different people" });
  await expectAccessible(page);
  await own.getByRole("button", { name: "They are my team" }).click();
  await expect(own).toHaveCount(0);
  await page.goto("/");
  await expect(page.getByText("Build helper served")).toHaveCount(0);
});

import { expect, expectAccessible, test } from "./fixtures";
import { makeAgent } from "./store-helper";

test("what was done stands in the audit, can be narrowed, and the chain is whole", async ({ page, api, signIn }) => {
  const { agentId } = await makeAgent(api, "Audited");
  await signIn();
  await page.goto("/audit");
  await expect(page.getByText("The chain is whole")).toBeVisible();
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(page.getByText("checked just now")).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("On what: an id, or a kind such as store").fill(agentId);
  await page.getByRole("button", { name: "Find" }).click();
  const entries = page.getByRole("list", { name: "Entries, newest first" }).locator("> li");
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText("added an agent");
  await entries.getByText("added an agent").click();
  await entries.getByRole("link", { name: agentId }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No session of Audited has come in yet");
});

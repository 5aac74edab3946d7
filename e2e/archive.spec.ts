import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, writeMemory } from "./store-helper";

test("an agent goes into the archive and comes back", async ({ page, api, signIn }) => {
  const { agentId } = await makeAgent(api, "Retired bot");
  await signIn();
  await page.goto(`/agents/${agentId}`);
  await page.getByRole("button", { name: "Archive", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Archive Retired bot?" });
  await expect(dialog).toContainText("its keys are refused");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Archive the agent" }).click();
  await expect(page.getByText("This agent is archived")).toBeVisible();
  await expect(page.getByRole("link", { name: "Upload sessions" })).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, "archived-agent");

  await page.goto("/agents");
  await expect(page.getByRole("link", { name: "Retired bot" })).toHaveCount(0);
  await page.getByRole("link", { name: /^\d+ archived$/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("archived");
  await expectAccessible(page);
  await picture(page, "archived-agents");
  await page.getByRole("table").getByRole("link", { name: "Retired bot" }).first().click();
  await page.getByRole("button", { name: "Take it out of the archive" }).click();
  await expect(page.getByRole("button", { name: "Archive", exact: true })).toBeVisible();
  expect((await (await api.get(`/api/v1/agents/${agentId}`)).json()).archived_at).toBeNull();
});

test("an archived store is read and changed by nobody until it comes back", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Old shop");
  await writeMemory(api, storeId, "/hours.md", "Open from nine to five.\n");
  await signIn();
  await page.goto(`/stores/${storeId}/settings`);
  await page.getByRole("button", { name: "Archive the store" }).click();
  const dialog = page.getByRole("dialog", { name: "Archive Old shop?" });
  await expect(dialog).toContainText("1 agent loads it now");
  await dialog.getByRole("button", { name: "Archive the store" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Old shop is archived");
  await expectAccessible(page);
  await picture(page, "archived-store-policy");

  await page.goto(`/stores/${storeId}/memory?path=%2Fhours.md`);
  await expect(page.getByText("Open from nine to five.").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit the words" })).toHaveCount(0);
  await page.goto(`/stores/${storeId}`);
  await expect(page.getByText("This store is archived")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "archived-store");
  expect((await api.post(`/api/v1/stores/${storeId}/dreams`, { data: {} })).status()).toBe(409);

  await page.goto("/stores?archived=true");
  await page.getByRole("table").getByRole("link", { name: "Old shop" }).first().click();
  await page.getByRole("link", { name: "Policy, schedule, engine" }).click();
  await page.getByRole("button", { name: "Take the store out of the archive" }).click();
  await expect(page.getByRole("button", { name: "Archive the store" })).toBeVisible();
  expect((await (await api.get(`/api/v1/stores/${storeId}`)).json()).archived_at).toBeNull();
});

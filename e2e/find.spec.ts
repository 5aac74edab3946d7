import { expect, expectAccessible, picture, test } from "./fixtures";
import { makeAgent, sendSessions, writeMemory } from "./store-helper";

test("any two versions are compared: memories first, then their texts", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Compared");
  await writeMemory(api, storeId, "/preferences/tone.md", "Be brief.\n");
  await writeMemory(api, storeId, "/preferences/tone.md", "Be very long.\n");
  await writeMemory(api, storeId, "/facts/moon.md", "The moon is near.\n");
  await signIn();
  await page.goto(`/stores/${storeId}/history`);
  await page.getByRole("link", { name: "Compare 3 with 2" }).click();
  const headline = page.getByRole("heading", { level: 1 });
  await expect(headline).toHaveText("From version 2 to version 3: 1 changed");
  await page.getByLabel("To version").selectOption("4");
  await expect(headline).toHaveText("From version 2 to version 4: 1 new, 1 changed");
  const changes = page.getByRole("list", { name: "Memories that differ" });
  await expect(changes.getByRole("listitem")).toHaveCount(2);
  await changes.getByText("/preferences/tone.md").click();
  await expect(changes.locator("ins").first()).toContainText("very long");
  await expectAccessible(page);
  await picture(page, "compare");
  await page.getByRole("button", { name: "Swap" }).click();
  await expect(headline).toHaveText("From version 4 to version 2: 1 changed, 1 removed");
  await page.goto(`/stores/${storeId}/compare?from=2&to=99`);
  await expect(headline).toHaveText("There is nothing at this address");
});

test("a word is found in memories and in sessions, and leads to where it stands", async ({ page, api, signIn }) => {
  const { agentId, storeId } = await makeAgent(api, "Searched");
  await writeMemory(api, storeId, "/birds.md", "Feed the cassowary twice a day.\n");
  const messages = [
    { role: "user", content: "Hello" },
    { role: "assistant", content: "The cassowaries are fed." },
  ];
  await sendSessions(api, agentId, [{ id: "birds", title: "Feeding", messages }]);
  await signIn();
  await page.goto("/search");
  await expectAccessible(page);
  await page.getByRole("searchbox").fill("cassowary");
  await page.getByRole("button", { name: "Find" }).click();
  const memories = page.getByRole("list", { name: "Memories, newest first" });
  const sessions = page.getByRole("list", { name: "Sessions, newest first" });
  await expect(memories.locator("mark")).toHaveText("cassowary");
  await expect(sessions.locator("mark")).toHaveText("cassowaries");
  await expectAccessible(page);
  await picture(page, "search");
  await sessions.getByRole("link", { name: "Feeding" }).click();
  await expect(page).toHaveURL(/\/transcripts\/[^/]+#event-1$/);
  await page.goto("/search?q=nothing-says-this-word");
  await expect(page.getByText("No memory says so.")).toBeVisible();
});

import { expect, expectAccessible, test } from "./fixtures";
import { makeAgent } from "./store-helper";

test("a policy is changed by saying what it means", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Governed");
  await signIn();
  await page.goto(`/stores/${storeId}/settings`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A person decides everything that reaches this store");
  const save = page.getByRole("button", { name: "Put this policy in force" });
  await expect(save).toBeDisabled();
  await page.getByRole("radio", { name: "Apply what is clean" }).check();
  await page.getByRole("radio", { name: "2 people" }).check();
  await page.getByLabel("Protected paths").fill("/preferences\n/users");
  await expectAccessible(page);
  await save.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Clean changes reach this store by themselves");
  const { policy } = await (await api.get(`/api/v1/stores/${storeId}`)).json();
  expect(policy).toMatchObject({ mode: "auto-clean", approvals: 2, protected_paths: ["/preferences", "/users"] });
});

test("a store without new sessions says what a dream needs", async ({ page, api, signIn }) => {
  const { storeId } = await makeAgent(api, "Quiet");
  await signIn();
  await page.goto(`/stores/${storeId}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Head is version 1, empty");
  await expect(page.getByText("A dream has something to read once new ones come in")).toBeVisible();
  await expect(page.getByRole("link", { name: "Upload sessions" })).toBeVisible();
  await expectAccessible(page);
});

import { expect, expectAccessible, hydrated, picture, test } from "./fixtures";
import { makeAgent, sendSessions } from "./store-helper";

test("the palette goes to pages, stores, agents and sessions by their words, and gives the focus back", async ({ page, api, signIn }) => {
  const name = `Palette ${Date.now()}`;
  const { agentId } = await makeAgent(api, name);
  await sendSessions(api, agentId, [
    {
      id: `${name}-1`,
      title: "A bicycle bell that rings by itself",
      messages: [
        { role: "user", content: "My quizzaciously loud bell rings by itself." },
        { role: "assistant", content: "I will look into it." },
      ],
    },
  ]);
  await signIn();
  await page.goto("/audit");
  await hydrated(page);
  const opener = page.getByRole("button", { name: /Go to…/ });
  await opener.focus();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go anywhere, do anything" });
  await expect(palette.getByRole("option", { name: "Inbox" })).toBeVisible();
  await expectAccessible(page);
  await picture(page, "palette");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(opener).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("quizzaciously");
  await expect(palette.getByRole("option", { name: /A bicycle bell/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(name);
  await palette
    .getByRole("option", { name: new RegExp(name) })
    .first()
    .waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("keyboard");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/settings/keyboard");
});

test("the palette opens on a phone and changes the theme", async ({ page, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn();
  await page.goto("/");
  await hydrated(page);
  await page.getByRole("button", { name: "Go to…" }).click();
  const palette = page.getByRole("dialog", { name: "Go anywhere, do anything" });
  await expect(palette).toBeVisible();
  await page.getByRole("combobox").fill("theme dark");
  await expectAccessible(page);
  await picture(page, "palette-small");
  await palette.getByRole("option", { name: "Theme: dark" }).click();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await expect(palette).toBeHidden();
  await expectAccessible(page);
});

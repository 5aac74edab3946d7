import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";

type Server = { url: string; email: string; password: string; apiKey: string };
type Fixtures = {
  /** Requests with a full-scope key; paths from the root, such as `/api/v1/agents`. */
  api: APIRequestContext;
  /** Signs the page in as the first admin, as a person does. */
  signIn: () => Promise<void>;
  /** Fails the test when the page threw or its content security policy refused something. */
  complaints: string[];
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      await use({ url: need("URL"), email: need("EMAIL"), password: need("PASSWORD"), apiKey: need("API_KEY") });
    },
    { scope: "worker" },
  ],
  api: async ({ playwright, server }, use) => {
    const context = await playwright.request.newContext({
      baseURL: server.url,
      extraHTTPHeaders: { authorization: `Bearer ${server.apiKey}` },
    });
    await use(context);
    await context.dispose();
  },
  signIn: async ({ page, server }, use) => {
    await use(async () => {
      await page.goto("/sign-in");
      await page.getByLabel("Email").fill(server.email);
      await page.getByLabel("Password").fill(server.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    });
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
      page.on("console", (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** WCAG 2.2 A and AA and best practice. Named, because axe's own default leaves the rules out that came with 2.2. */
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** Runs axe over the page as it is now and expects nothing to be wrong. The source is evaluated, so the strict policy does not matter. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async (tags) => {
    type Axe = { run: (on: Document, options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    const { axe } = globalThis as unknown as { axe: Axe };
    return (await axe.run(document, { runOnly: tags })).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
    );
  }, AXE_TAGS);
  expect(found).toEqual([]);
}

/** Waits until React has taken over what stands at `selector`: a key pressed before that is nobody's. */
export async function hydrated(page: Page, selector = "main h1"): Promise<void> {
  await page.waitForFunction((s) => {
    const element = document.querySelector(s);
    return element !== null && Object.keys(element).some((key) => key.startsWith("__reactProps"));
  }, selector);
}

/** Keeps a picture of the page in test-results, for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join("test-results", "pictures", `${name}.png`), fullPage: true });
}

function need(name: string): string {
  const value = process.env[`REVEILLE_TEST_${name}`];
  if (!value) throw new Error(`REVEILLE_TEST_${name} is not set: run the browser tests with \`npm test -- browser\``);
  return value;
}

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claudeClient } from "@/lib/dreaming/claude/client";
import { probeKey } from "@/lib/dreaming/claude/probe";

const portal = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Sign in to the network</body></html>");
});
beforeAll(() => new Promise<void>((listening) => portal.listen(0, "127.0.0.1", listening)));
afterAll(() => portal.close());

test("a page that is served in place of the API is no key that works", async () => {
  const { port } = portal.address() as AddressInfo;
  const probe = await probeKey(claudeClient("sk-ant-any", `http://127.0.0.1:${port}`), "claude-haiku-5-5");
  expect(probe).toEqual({ ok: false, problem: "the API did not answer as the Claude API does", models: [], counts_tokens: false });
});

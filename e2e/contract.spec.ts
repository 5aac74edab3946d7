import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "./fixtures";

const walk = "../shared/contract-smoke.mjs";

test("a program that only knows the contract can do the whole job", async ({ server }) => {
  test.skip(!existsSync(walk), `${walk} is not here: the walk over the contract was not taken`);
  const env = { ...process.env, REVEILLE_URL: server.url, REVEILLE_API_KEY: server.apiKey };
  const { stdout } = await promisify(execFile)(process.execPath, [walk], { env });
  expect(stdout).toContain("everything as written");
});

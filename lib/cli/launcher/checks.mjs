import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { findBrowser } from "./browser.mjs";
import { checkDeskWeight } from "./page-weight.mjs";
import { prepareCheckout } from "./prepare.mjs";
import { loadEnvFile, variables } from "./settings.mjs";
import { projectRoot as root } from "./step.mjs";
import { startTestServer } from "./test-server.mjs";

const distDir = ".next-test";
const results = join(root, "test-results");
const say = (line) => console.log(`[test] ${line}`);

/** Every check in the order of a run; `npm test -- NAME ...` runs one of them and hands the rest to its tool. */
const checks = { lint, types, unit, build, process: processes, browser };

/**
 * `npm test`: installs what is missing and runs everything, also past a failure. The last line counts: "N passed, N failed".
 * @param {string[]} args
 */
export async function runChecks(args) {
  process.chdir(root);
  const [only, ...rest] = args;
  const names = only ? Object.keys(checks).filter((name) => name === only) : Object.keys(checks);
  const total = { passed: 0, failed: 0 };
  try {
    if (names.length === 0) throw new Error(`usage: npm test [-- ${Object.keys(checks).join("|")} [options of the tool]]`);
    loadEnvFile(root);
    const browserPath = process.env.CHROMIUM_PATH;
    // What is set for a server on this machine must not reach the tests' own.
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" });
    await prepareCheckout({ root, say });
    if (names.includes("browser")) process.env.CHROMIUM_PATH = await findBrowser({ root, given: browserPath, say });
    mkdirSync(results, { recursive: true });
    for (const name of names) {
      say(name);
      const { passed, failed } = await checks[name](rest);
      total.passed += passed;
      total.failed += failed;
      if (failed > 0) say(`${name}: ${failed} failed`);
    }
  } catch (error) {
    console.error(error.message);
    total.failed += 1;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 ? 1 : 0);
}

const one = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });

/** Format, lint, and who may import whom. */
async function lint(args) {
  return one(await run(["node_modules/@biomejs/biome/bin/biome", "check", ...args, "."]));
}

async function types() {
  // Route types of an earlier build may name pages that are gone.
  rmSync(join(root, distDir, "types"), { recursive: true, force: true });
  const generated = await run(["node_modules/next/dist/bin/next", "typegen"], { REVEILLE_DIST_DIR: distDir });
  if (generated !== 0) return one(generated);
  return one(await run(["node_modules/typescript/bin/tsc", "--noEmit", "-p", ".config/tsconfig.test.json"]));
}

/** Rules, and services on a real PostgreSQL. */
function unit(args) {
  return vitest(["--project", "unit", "--project", "db", ...args]);
}

/** A production build, and that its heaviest page keeps to its weight. */
async function build() {
  await prepareCheckout({ root, say, distDir });
  try {
    say(`the review desk loads ${checkDeskWeight(join(root, distDir)).bytes} bytes of JavaScript`);
    return one(0);
  } catch (error) {
    console.error(error.message);
    return one(1);
  }
}

/** What only shows when the real processes run: starts, refusals, kills. Needs the build. */
function processes(args) {
  return vitest(["--project", "process", ...args]);
}

async function vitest(args) {
  const outputFile = join(results, `vitest-${args[1]}.json`);
  rmSync(outputFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${outputFile}`];
  const command = ["node_modules/vitest/vitest.mjs", "run", "--config", ".config/vitest.ts", "--passWithNoTests", ...reporters, ...args];
  const code = await run(command, { REVEILLE_DIST_DIR: distDir });
  const report = readReport(outputFile);
  const failed =
    (report?.numFailedTests ?? 0) +
    (report?.testResults ?? []).filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  if (report?.numPendingTests) say(`${report.numPendingTests} skipped`);
  return { passed: report?.numPassedTests ?? 0, failed: code === 0 ? failed : Math.max(1, failed) };
}

/** A person's tasks in a real browser, and the contract's walk where the shared folder lies beside the checkout. */
async function browser(args) {
  await prepareCheckout({ root, say, distDir });
  const server = await startTestServer({ root, distDir, say });
  try {
    const walked = await contractWalk(server.env);
    const outputFile = join(results, "playwright.json");
    rmSync(outputFile, { force: true });
    const reporters = ["--reporter=list,json"];
    const command = ["node_modules/@playwright/test/cli.js", "test", "-c", "e2e/playwright.config.ts", ...reporters, ...args];
    const code = await run(command, { ...server.env, PLAYWRIGHT_JSON_OUTPUT_NAME: outputFile });
    const stats = readReport(outputFile)?.stats ?? { expected: 0, flaky: 0, unexpected: 0, skipped: 0 };
    if (stats.skipped) say(`${stats.skipped} skipped`);
    const failed = code === 0 ? stats.unexpected : Math.max(1, stats.unexpected);
    return { passed: stats.expected + stats.flaky + walked.passed, failed: failed + walked.failed };
  } finally {
    await server.stop();
  }
}

async function contractWalk(env) {
  const file = resolve(root, "..", "shared", "contract-smoke.mjs");
  if (!existsSync(file)) {
    say("skipped: ../shared/contract-smoke.mjs is not there");
    return { passed: 0, failed: 0 };
  }
  return one(await run([file], { REVEILLE_URL: env.REVEILLE_TEST_URL, REVEILLE_API_KEY: env.REVEILLE_TEST_API_KEY }));
}

const readReport = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

function run(args, env = {}) {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: undefined, ...env }, stdio: "inherit" });
  return new Promise((done) => child.once("error", () => done(1)).once("close", (code) => done(code ?? 1)));
}

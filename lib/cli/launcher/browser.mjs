import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { runStep } from "./step.mjs";

const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"];
const fixed = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
const downloadHost = "https://cdn.playwright.dev";
const hostTimeoutMs = 10_000;
const debianPackages = ["chromium", "fonts-dejavu-core"];

/**
 * The browser for the tests: CHROMIUM_PATH, Chrome or Chromium on PATH, Playwright's own (downloaded if its host answers),
 * as root on Debian the system's package. Browser tests are never skipped.
 * @param {{ root: string, given?: string, say: (line: string) => void }} options
 * @returns {Promise<string>} path of the program; throws a one-line Error
 */
export async function findBrowser({ root, given, say }) {
  if (given) {
    if (works(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${JSON.stringify(given)}, which does not run; it takes the path of Chrome or Chromium`);
  }
  const browser = onPath() ?? (await playwrights(root, say)) ?? (await debians(say));
  if (browser) return browser;
  throw new Error("no browser for the tests: install Chromium or Chrome, or set CHROMIUM_PATH to one");
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...fixed].find(
    (file) => existsSync(file) && works(file),
  );
}

async function playwrights(root, say) {
  const { chromium } = createRequire(join(root, "package.json"))("@playwright/test");
  const file = chromium.executablePath();
  if (existsSync(file) && works(file)) return file;
  if (!(await answers(process.env.PLAYWRIGHT_DOWNLOAD_HOST ?? downloadHost))) return undefined;
  try {
    await runStep({
      root,
      say,
      name: "downloading Chromium",
      args: ["node_modules/@playwright/test/cli.js", "install", "--no-shell", "chromium"],
    });
  } catch (error) {
    say(error.message.split("\n")[0]);
  }
  return existsSync(file) && works(file) ? file : undefined;
}

async function answers(host) {
  try {
    await fetch(host, { method: "HEAD", signal: AbortSignal.timeout(hostTimeoutMs) });
    return true;
  } catch {
    return false;
  }
}

function debians(say) {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return undefined;
  say(`installing ${debianPackages.join(" and ")} with apt-get, since there is no browser`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...debianPackages]]) {
    const { status, stderr } = spawnSync("apt-get", ["-qq", ...args], { env, encoding: "utf8" });
    if (status !== 0) say(`apt-get ${args[0]} failed: ${stderr?.trim().split("\n").at(-1) ?? "it could not be run"}`);
  }
  return onPath();
}

const works = (file) => spawnSync(file, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;

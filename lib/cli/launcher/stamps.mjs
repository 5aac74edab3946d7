import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

/**
 * SHA-256 over files and folders of `root`, by path and content. What is absent counts as absent.
 * @param {string} root
 * @param {string[]} paths  relative to root
 * @param {(path: string) => boolean} [skip]
 */
export function hashOf(root, paths, skip = () => false) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (!found || skip(path)) return;
    if (found.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    else hash.update(`${path}\0${found.size}\0`).update(readFileSync(join(root, path)));
  };
  for (const path of paths) visit(path);
  return hash.digest("hex");
}

/** What a build is made of: a change of anything else (tests, command line) needs no new one. */
export function sourceHash(root) {
  const paths = ["app", "components", "lib", "public", "prisma/schema.prisma", "instrumentation.ts", "instrumentation-node.ts", "proxy.ts"];
  paths.push("next.config.ts", "tsconfig.json", ".config/postcssrc.json", "package.json", "package-lock.json");
  const apart = ["lib/cli", "lib/testing", "lib/db/generated", "lib/db/embedded"];
  return hashOf(root, paths, (path) => apart.includes(path) || /\.test\.tsx?$/.test(path));
}

/** What an installation depends on: the lock file, this Node's major version and this machine's kind. */
export function installHash(root) {
  const machine = `${process.versions.modules} ${process.platform} ${process.arch}`;
  return createHash("sha256")
    .update(read(join(root, "package-lock.json")))
    .update(machine)
    .digest("hex");
}

/** A stamp says that a step was finished for a hash. It is taken away before the step begins again. */
export const isStamped = (file, hash) => read(file) === hash;
export const stamp = (file, hash) => writeFileSync(file, hash);
export const unstamp = (file) => rmSync(file, { force: true });

/**
 * Whether node_modules holds what the lock file asks for, by npm's own record: someone may have installed by hand.
 * @param {string} root
 */
export function isInstalled(root) {
  try {
    const wanted = JSON.parse(read(join(root, "package-lock.json"))).packages;
    const present = JSON.parse(read(join(root, "node_modules", ".package-lock.json"))).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === "") return true;
      const found = present[path];
      return found ? found.version === entry.version && existsSync(join(root, path)) : Boolean(entry.optional || entry.devOptional);
    });
  } catch {
    return false;
  }
}

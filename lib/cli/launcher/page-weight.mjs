import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

/** What the review desk may load before somebody opens its editor, in bytes after gzip. */
export const DESK_MAX_BYTES = 250_000;
export const DESK_ROUTE = "/(app)/proposals/[proposalId]/page";

/**
 * The JavaScript that a page loads before anything on it is touched: the framework's own, and what its layouts, boundaries and client components name. What
 * `dynamic` brings later is not in it. `polyfillFiles` are left out: they are `nomodule`, no browser of today fetches them.
 * @param {string} distDir  an absolute path of a production build
 * @param {string} route  as the manifests name it, such as `/(app)/page`
 * @returns {{ files: string[], bytes: number }}  `bytes`: after gzip, each file by itself, as it is sent
 */
export function pageWeight(distDir, route) {
  const build = JSON.parse(readFileSync(join(distDir, "build-manifest.json"), "utf8"));
  const named = {};
  const manifest = readFileSync(join(distDir, "server", "app", `${route}_client-reference-manifest.js`), "utf8");
  runInNewContext(manifest, { globalThis: { __RSC_MANIFEST: named }, __RSC_MANIFEST: named });
  const entries = Object.values(named[route]?.entryJSFiles ?? {}).flat();
  if (entries.length === 0)
    throw new Error(`the build in ${distDir} names no scripts of ${route}: has the format of its manifests changed?`);
  const files = [...new Set([...build.rootMainFiles, ...entries])];
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(distDir, file))).length, 0);
  return { files, bytes };
}

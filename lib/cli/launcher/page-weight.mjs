import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { StepError } from "./step.mjs";

/** What the review desk may load before somebody opens its editor, in bytes after gzip. */
export const DESK_MAX_BYTES = 250_000;
export const DESK_ROUTE = "/(app)/proposals/[proposalId]/page";

/**
 * The JavaScript that a page loads before anything on it is touched: the framework's own, and what its layouts, boundaries and client components name. What
 * `dynamic` brings later is not in it. `polyfillFiles` are left out: they are `nomodule`, no browser of today fetches them.
 * @param {string} distDir  an absolute path of a production build
 * @param {string} route  as the manifests name it, such as `/(app)/page`
 * @returns {{ files: { file: string, bytes: number }[], bytes: number }}  `bytes`: after gzip, each file by itself, as it is sent
 */
export function pageWeight(distDir, route) {
  const build = JSON.parse(readFileSync(join(distDir, "build-manifest.json"), "utf8"));
  const named = {};
  const manifest = readFileSync(join(distDir, "server", "app", `${route}_client-reference-manifest.js`), "utf8");
  runInNewContext(manifest, { globalThis: { __RSC_MANIFEST: named }, __RSC_MANIFEST: named });
  const entries = Object.values(named[route]?.entryJSFiles ?? {}).flat();
  if (entries.length === 0)
    throw new Error(`the build in ${distDir} names no scripts of ${route}: has the format of its manifests changed?`);
  const files = [...new Set([...build.rootMainFiles, ...entries])].map((file) => ({
    file,
    bytes: gzipSync(readFileSync(join(distDir, file))).length,
  }));
  return { files, bytes: files.reduce((sum, f) => sum + f.bytes, 0) };
}

/**
 * Refuses a build whose review desk weighs more than `limit`, with what it loads, the heaviest first.
 * @param {string} distDir  an absolute path of a production build
 * @returns {{ bytes: number }}
 */
export function checkDeskWeight(distDir, limit = DESK_MAX_BYTES) {
  const { files, bytes } = pageWeight(distDir, DESK_ROUTE);
  if (bytes <= limit) return { bytes };
  const heaviest = files.toSorted((a, b) => b.bytes - a.bytes).map((f) => `  ${String(f.bytes).padStart(7)}  ${join(distDir, f.file)}`);
  throw new StepError(
    [
      `The review desk loads ${bytes} bytes of JavaScript after gzip before its editor opens, ${bytes - limit} more than the limit of ${limit}:`,
      ...heaviest,
      "Load what does not show at first when it is asked for (`dynamic` of next/dynamic, as components/review/review-desk.tsx does), or do without it.",
      `DESK_MAX_BYTES of lib/cli/launcher/page-weight.mjs is the limit.`,
    ].join("\n"),
  );
}

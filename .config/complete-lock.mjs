import { readFileSync, writeFileSync } from "node:fs";

// npm leaves platform packages that its registry did not offer out of the lock file, and `npm ci` then refuses that lock
// file. This adds them, without an integrity, from the optionalDependencies of the packages that name them.
// Run `node .config/complete-lock.mjs` after every change of the lock file; `npm ci --dry-run` must pass.

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = [];

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`]) continue;
    if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), optional: true };
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length > 0 ? `added ${added.join(", ")}` : "nothing was missing");

/** `os`, `cpu` and `libc` from the name, as these packages are called: `...-linux-x64-musl`, `...-win32-arm64-msvc`. */
function platformOf(name) {
  const os = name
    .match(/android|darwin|linux|win32|windows|freebsd|openharmony|netbsd|openbsd|sunos|aix/)?.[0]
    ?.replace("windows", "win32");
  const cpu = name.match(/arm64|x64|ia32|wasm32|riscv64|ppc64|s390x|loong64|mips64el|arm/)?.[0];
  const libc = os === "linux" ? (name.match(/musl/) ? "musl" : name.match(/gnu/) ? "glibc" : undefined) : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

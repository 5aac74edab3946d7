import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const SAMPLE_MS = 100;

/** Resident memory of a process, in MB. */
function residentMb(pid: number): number {
  const file = `/proc/${pid}/status`;
  const kb = existsSync(file)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(file, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).trim();
  return (Number(kb) * 1024) / 1e6;
}

/** Watches processes by name until `growth` is asked for: by how many MB each was at its highest above where it began. */
export function watchResident(pids: Record<string, number>): { growth: () => Record<string, number> } {
  const began = new Map(Object.entries(pids).map(([name, pid]) => [name, residentMb(pid)]));
  const peak = new Map(began);
  const timer = setInterval(() => {
    for (const [name, pid] of Object.entries(pids)) peak.set(name, Math.max(peak.get(name) ?? 0, residentMb(pid)));
  }, SAMPLE_MS);
  return {
    growth: () => {
      clearInterval(timer);
      return Object.fromEntries([...peak].map(([name, mb]) => [name, mb - (began.get(name) ?? 0)]));
    },
  };
}

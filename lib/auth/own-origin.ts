import { AppError } from "@/lib/domain/errors";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Throws `forbidden` unless what a browser's cookie authenticates comes from our own pages: its Origin's host is its Host, and Host is the
 * public address or a loopback name (else a foreign name that resolves to this machine would pass).
 */
export function requireOwnHeaders(headers: { get(name: string): string | null }): void {
  const host = headers.get("host")?.toLowerCase() ?? "";
  const origin = headers.get("origin");
  if (!origin || hostOf(origin) !== host) throw new AppError("forbidden", "This request did not come from a page of this server.");
  if (!isOwnHost(host))
    throw new AppError("forbidden", `This server is not known as ${host.slice(0, 100)}: set REVEILLE_URL to its address.`);
}

/** True for the host of REVEILLE_URL (with its port) and for loopback names on any port. */
export function isOwnHost(host: string): boolean {
  const publicHost = hostOf(process.env.REVEILLE_URL || process.env.NEXTAUTH_URL || "");
  if (publicHost && host === publicHost) return true;
  try {
    return LOOPBACK.test(new URL(`http://${host}`).hostname);
  } catch {
    return false;
  }
}

function hostOf(url: string): string | null {
  try {
    return new URL(url).host.toLowerCase() || null;
  } catch {
    return null;
  }
}

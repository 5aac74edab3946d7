/** The address a request came from, as far as it can be told: the last hop that a proxy (or the server itself) wrote down. */
export function addressOf(headers: { get(name: string): string | null }): string {
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  return hops.at(-1) || "unknown";
}

/** Articles only. Everything else may carry the meaning: "payment method not found" without its "not" says the opposite. */
const DROPPED = new Set(["a", "an", "the"]);

/** A path segment from free text: small letters, digits and hyphens, at most `maxWords` words and 60 characters; "" when nothing is left. */
export function slugOf(text: string, maxWords = 10): string {
  const words = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(?<![\p{L}\p{N}])\p{Ll}[\p{L}\p{N}]*(?![\p{L}\p{N}])/gu, (word) => word.replace(/([a-z0-9])([A-Z])/g, "$1 $2"))
    .replace(/(?<!\p{L})(l|d|n|s|c|j|m|t|qu)[’'](?=\p{L}{2})/giu, "$1 ")
    .toLowerCase()
    .replace(/[’']/g, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const kept = words.filter((word) => !DROPPED.has(word));
  let slug = "";
  for (const word of (kept.length > 0 ? kept : words).slice(0, maxWords)) {
    const longer = slug === "" ? word : `${slug}-${word}`;
    if (longer.length > 60) break;
    slug = longer;
  }
  return slug.normalize("NFC");
}

/** The same from a tool's name, whose words may be told by their capitals: "WebFetch", "getOrderByID". */
export const toolSlugOf = (name: string): string => slugOf(name.replace(/([a-z0-9])([A-Z])/g, "$1 $2"));

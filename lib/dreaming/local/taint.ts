import type { SessionEvent } from "@/lib/domain/transcript";

/** Things that nobody makes up: an address, a site, an account number, a long id. Seen only in what tools answered, they mark words as not the speaker's own. */
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const SITE = /\b(?:https?:\/\/)?(?:www\.)?((?:[a-z0-9-]{1,63}\.)+(?:[a-z]{2,12}))(?:\/[^\s<>"'`)\]]*)?/gi;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g;
const LONG_ID = /\b(?=[\w-]*\d)[\w-]{10,}\b/g;
/** Endings that are file names, not sites. */
const FILE = /\.(?:md|ts|tsx|js|mjs|json|py|go|rs|java|rb|txt|csv|html?|ya?ml|toml|lock|sh|sql|css|png|jpe?g|pdf|log)$/i;

/** The hard tokens of a text, in one spelling each. */
export function hardTokens(text: string): Set<string> {
  const tokens = new Set<string>();
  for (const [email] of text.matchAll(EMAIL)) tokens.add(email.toLowerCase().replace(/[.-]+$/, ""));
  for (const [, site = ""] of text.matchAll(SITE)) if (!FILE.test(site)) tokens.add(site.toLowerCase());
  for (const [iban] of text.matchAll(IBAN)) tokens.add(iban.replaceAll(" ", "").toLowerCase());
  for (const [id] of text.matchAll(LONG_ID)) tokens.add(id.toLowerCase());
  return tokens;
}

/** Hard tokens that a session's tools brought up and that neither its user nor its system prompt had said: what repeats one repeats external text. */
export function externalTokens(events: readonly SessionEvent[]): Set<string> {
  const external = new Set<string>();
  const own = new Set<string>();
  for (const event of events) {
    const into =
      event.type === "tool_result" || event.trust === "external" ? external : event.type === "user" || event.type === "system" ? own : null;
    if (into) for (const token of hardTokens(event.text)) into.add(token);
  }
  for (const token of own) external.delete(token);
  return external;
}

/** True when `text` repeats a token of `external` (see `externalTokens`): its trust is then `external`, whoever said it. */
export function isTainted(text: string, external: ReadonlySet<string>): boolean {
  if (external.size === 0) return false;
  for (const token of hardTokens(text)) if (external.has(token)) return true;
  return false;
}

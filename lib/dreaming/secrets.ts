import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator as preset } from "@secretlint/secretlint-rule-preset-recommend";
import type { Span } from "@/lib/domain/evidence";

/** A place of a secret; `kind` names what it is ("github token"), never what it says. */
export type SecretSpan = Span & { kind: string };

// The profiler keeps every mark of every call for ever and searches them all at each: a worker that scans uploads would slow down and grow.
secretLintProfiler.mark = () => {};

// A text must not be able to switch its own scan off with a comment ("secretlint-disable").
const CONFIG = {
  rules: [
    {
      id: "@secretlint/secretlint-rule-preset-recommend",
      rule: preset,
      rules: [{ id: "@secretlint/secretlint-rule-filter-comments", disabled: true }],
    },
  ],
} as unknown as Parameters<typeof lintSource>[0]["options"]["config"];

/** Cheap hints that decide whether the slower rules look at a text at all: one pass, no capture. */
const VENDOR_HINT =
  /AKIA|ASIA|ABIA|ACCA|aws_?secret|secret_?access|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]|xapp-|hooks\.slack|sk-|[srp]k_(?:live|test)_|whsec_|PRIVATE KEY|eyJ|AIza|ya29\.|npm_|SG\.|\bhf_|shp(?:at|ca|pa|ss)_|lin_api_|ops_eyJ|dop_v1_|pypi-|private_key|discord|:\/\/[^\s/:@"'<>]{1,64}:[^\s/@"'<>]{3,}@/i;
const WORD_HINT = /passw|pwd|passphrase|secret|token|api.?key|access.?key|auth.?key|private.?key|credential|bearer|basic [a-z0-9+/]{12}/i;

type Pattern = { kind: string; pattern: RegExp; group?: number; ok?: (value: string, keyword: string) => boolean };

const VENDOR: readonly Pattern[] = [
  {
    kind: "private key",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,12000}?-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|(?:(?:\\r|\\n|\s)*[A-Za-z0-9+/=]{16,})*)/g,
  },
  { kind: "aws key", pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    kind: "aws secret",
    pattern: /(?:aws.{0,20}|secret.?access.?)(?:secret|key|access).{0,20}?(?<![A-Za-z0-9/+=])([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    group: 1,
    ok: (v) => mixed(v),
  },
  { kind: "github token", pattern: /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{30,255}|(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{22,255}/g },
  { kind: "gitlab token", pattern: /(?<![A-Za-z0-9])gl(?:pat|ptt|rt|dt|soat|cbt)-[A-Za-z0-9_-]{20,}/g },
  { kind: "slack token", pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g },
  { kind: "slack webhook", pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{16,}/g },
  { kind: "discord webhook", pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{10,}\/[\w-]{20,}/g },
  { kind: "anthropic key", pattern: /(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{12,}/g },
  {
    kind: "openai key",
    pattern: /(?<![A-Za-z0-9-])sk-(?!ant-)(?:proj-|svcacct-|admin-|None-|or-v1-)?[A-Za-z0-9_-]{20,}/g,
    ok: (v) => /\d/.test(v) && /[A-Za-z]{3}/.test(v.slice(3)) && !/^sk-(?:[a-z]+-)+[a-z]+$/.test(v),
  },
  { kind: "stripe key", pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})/g },
  { kind: "google key", pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])|(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{30,}/g },
  { kind: "npm token", pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36,}/g },
  { kind: "pypi token", pattern: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{50,}/g },
  { kind: "sendgrid key", pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{30,}/g },
  { kind: "hugging face token", pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g },
  { kind: "shopify token", pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}/g },
  { kind: "linear key", pattern: /(?<![A-Za-z0-9])lin_api_[A-Za-z0-9]{32,}/g },
  { kind: "digitalocean token", pattern: /(?<![A-Za-z0-9])do[op]_v1_[a-f0-9]{64}/g },
  { kind: "json web token", pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{10,}/g },
  {
    kind: "password",
    pattern: /:\/\/[^\s/:@"'<>]{1,64}:([^\s/@"'<>]{3,128})@[\w.-]/g,
    group: 1,
    ok: (v) => !placeholder(v) && !/^(?:pass(?:word)?|pw|secret)$/i.test(v),
  },
];

// A value of its own right of the name: quoted or not, JSON-escaped or not, `:`/`=`/`=>`, or "is" in prose.
const ASSIGN = "[\\w-]{0,24}(?:\\\\*[\"'`])?(?:\\s{0,3}(?::=|=>|[:=])\\s{0,3}|\\s+(?:is|was|to)\\s*:?\\s+)(?:\\\\*[\"'`])?";
const VALUE = "([^\\s\"'`\\\\,;<>(){}\\[\\]]{6,256})";
const NAMED: readonly Pattern[] = [
  {
    kind: "password",
    pattern: new RegExp(`(?:passwords?|passwd|pwd|passphrase|passcode)${ASSIGN}${VALUE}`, "gi"),
    group: 1,
    ok: (v) => isPassword(v),
  },
  {
    kind: "secret",
    pattern: new RegExp(
      `(?:secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|credentials?)${ASSIGN}${VALUE}`,
      "gi",
    ),
    group: 1,
    ok: (v) => isToken(v),
  },
  { kind: "bearer token", pattern: /bearer\s+([A-Za-z0-9._~+/=-]{16,})/gi, group: 1, ok: (v) => isToken(v) },
  { kind: "basic credentials", pattern: /authorization["'\\\s:=]{1,8}basic\s+([A-Za-z0-9+/=]{12,})/gi, group: 1 },
];

const MASK = /\[secret: [a-z0-9 -]{1,40}\]/g;

/** Places of secrets in `text` (UTF-16), joined where they overlap, in order. Text without any hint of one costs one pass of a regular expression. */
export async function findSecrets(text: string): Promise<SecretSpan[]> {
  const vendor = VENDOR_HINT.test(text);
  const named = WORD_HINT.test(text);
  if (!vendor && !named) return [];
  const found: SecretSpan[] = [];
  if (vendor) {
    for (const p of VENDOR) scan(text, p, found);
    found.push(...(await lint(text)));
  }
  if (named) for (const p of NAMED) scan(text, p, found);
  return joined(found.filter((s) => !onlyMasks(text.slice(s.start, s.end))));
}

/**
 * The text with `[secret: kind]` in place of each secret, and where those masks stand in the result. Masking twice changes nothing.
 */
export async function maskSecrets(text: string): Promise<{ text: string; masks: SecretSpan[] }> {
  const spans = await findSecrets(text);
  if (spans.length === 0) return { text, masks: [] };
  let result = "";
  let at = 0;
  const masks: SecretSpan[] = [];
  for (const s of spans) {
    result += text.slice(at, s.start);
    const mask = `[secret: ${s.kind}]`;
    masks.push({ start: result.length, end: result.length + mask.length, kind: s.kind });
    result += mask;
    at = s.end;
  }
  return { text: result + text.slice(at), masks };
}

/** Places of masks in a text as served. A quote never spans one. */
export function maskSpans(text: string): Span[] {
  return text.includes("[secret: ") ? Array.from(text.matchAll(MASK), (m) => ({ start: m.index, end: m.index + m[0].length })) : [];
}

const onlyMasks = (value: string) => value.includes("[secret:") || value.replace(MASK, "") !== value;

function scan(text: string, { kind, pattern, group = 0, ok }: Pattern, found: SecretSpan[]): void {
  for (const m of text.matchAll(pattern)) {
    const value = m[group];
    if (value === undefined || (ok && !ok(value, m[0]))) continue;
    const start = m.index + (group === 0 ? 0 : m[0].lastIndexOf(value));
    // `token = getToken1()`: a call, not a value.
    if (group > 0 && text[start + value.length] === "(") continue;
    found.push({ start, end: start + value.length, kind });
  }
}

async function lint(text: string): Promise<SecretSpan[]> {
  try {
    const result = await lintSource({
      source: { filePath: "/text.txt", content: text, contentType: "text" },
      options: { config: CONFIG, noPhysicFilePath: true },
    });
    return result.messages.flatMap((m) => {
      const [start, end] = m.range;
      if (!(start >= 0 && end > start && end <= text.length)) return [];
      return [{ start, end, kind: m.ruleId.replace(/^@secretlint\/secretlint-rule-/, "").replace(/-/g, " ") }];
    });
  } catch {
    // A rule that fails on a strange text must not stop an import; our own patterns have looked already.
    return [];
  }
}

function joined(spans: SecretSpan[]): SecretSpan[] {
  const result: SecretSpan[] = [];
  // Of two that begin together ours comes first and gives its name.
  for (const s of spans.map((span, i) => ({ span, i })).sort((a, b) => a.span.start - b.span.start || a.i - b.i)) {
    const last = result.at(-1);
    if (last && s.span.start < last.end) last.end = Math.max(last.end, s.span.end);
    else result.push({ ...s.span });
  }
  return result;
}

const mixed = (v: string) => /\d/.test(v) && /[a-z]/.test(v) && /[A-Z]/.test(v);

const PLACEHOLDER =
  /^(?:x{3,}|\*+|\.{3,}|-+|_+|#+|…+|•+|null|none|nil|undefined|true|false|redacted|hidden|masked|changeme|change[-_]me|placeholder|example|sample|dummy|todo|string|your\b.*|my[-_]?(?:password|token|secret|key).*|<.*|\$.*|%.*|\{.*|@.*|process\.env.*|os\.environ.*|env\..*|config\..*|secrets\..*|vars\..*|args\..*|self\..*|this\..*|req(?:uest)?\..*|data\..*|test|token|password|secret)$/i;
const placeholder = (v: string) => PLACEHOLDER.test(v) || /^(.)\1+$/.test(v) || v.includes("…");
/** `user.password`, `os.getenv`, `SOME_CONSTANT`, `/a/path`, a URL, a file: names of values, not values. */
const reference = (v: string) =>
  /^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+$/.test(v) ||
  /^[A-Z][A-Z_]+$/.test(v) ||
  /^(?:\/|\.\/|~\/|https?:)/.test(v) ||
  /\.(?:ts|js|py|json|md|txt|yml|yaml|env|go|rs|pem|key)$/i.test(v);

function isPassword(value: string): boolean {
  const v = value.replace(/[.!?:]+$/, "");
  if (v.length < 6 || placeholder(v) || reference(v)) return false;
  const letters = /\p{L}/u.test(v);
  return (
    (letters && /\d/.test(v) && !/^v?\d+(?:\.\d+)*[a-z]{0,12}$/i.test(v)) ||
    (letters && /[!@#$%^&*+=~]/.test(v) && v.length >= 8) ||
    (/^\d{8,}$/.test(v) && v.length <= 32)
  );
}

function isToken(value: string): boolean {
  const v = value.replace(/[.!?:]+$/, "");
  if (v.length < 16 || placeholder(v) || reference(v)) return false;
  return /\d/.test(v) && /[A-Za-z]/.test(v) && !/^[a-z]+(?:[-_][a-z]+)+[-_]?\d*$/i.test(v) && entropy(v) >= 3;
}

/** Shannon entropy in bits a character. */
function entropy(v: string): number {
  const counts = new Map<string, number>();
  for (const c of v) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / v.length) * Math.log2(n / v.length);
  return bits;
}

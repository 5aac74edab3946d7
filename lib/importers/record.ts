/** A JSON object: not null, not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a value is, in words for a message. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "boolean" ? "true or false" : `a ${typeof value}`;
}

/** Why a session is not imported, and where in it. Caught where the session's reading began; never leaves the importers. */
export class Refusal extends Error {
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

/** A limit of the whole session is broken, so that no part of it can be kept. */
export class LimitRefusal extends Refusal {}

const MAX_ID = 512;

/** An optional short text or number as text; null where it is absent or empty. Throws `Refusal` for anything else. */
export function optionalLabel(value: unknown, path: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string" && typeof value !== "number") throw new Refusal(path, `\`${path}\` must be text, not ${kindOf(value)}.`);
  const text = String(value);
  if (text.length > MAX_ID) throw new Refusal(path, `\`${path}\` has more than ${MAX_ID} characters.`);
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/** Text or a number as text; `other` for anything else, empty text among it. */
export function textOr<T>(value: unknown, other: T): string | T {
  if (typeof value === "string") return value === "" ? other : value;
  return typeof value === "number" ? String(value) : other;
}

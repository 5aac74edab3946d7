import { resolve } from "node:path";
import { z } from "zod";

// The launcher checks the same variables before anything is installed (lib/cli/launcher/settings.mjs); a test compares the two.
// An empty variable counts as unset.
const unset = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(unset, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, fallback: string) => z.preprocess((value) => unset(value) ?? fallback, schema);
const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
const url = z.string().refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol));
const isOrigin = (value: string) => URL.canParse(value) && /^https?:\/\/[^/?#@]+\/?$/i.test(value);
const origin = z
  .string()
  .refine(isOrigin, { abort: true })
  .transform((value) => new URL(value).origin);
const key = z.string().regex(/^[\x21-\x7e]+$/);

const schema = z
  .object({
    DATABASE_URL: optional(z.string().refine((value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol))),
    /** Absolute path of the folder with everything this installation writes. */
    REVEILLE_DATA_DIR: withDefault(z.string(), ".data").transform((path) => resolve(path)),
    PORT: withDefault(integer(1, 65_535), "3000"),
    /** Public base URL without a path and without a slash at its end. */
    REVEILLE_URL: optional(origin),
    NEXTAUTH_SECRET: optional(z.string().min(16)),
    REVEILLE_BOOTSTRAP_EMAIL: optional(z.string().regex(/^[^\s@]+@[^\s@]+$/)),
    REVEILLE_BOOTSTRAP_PASSWORD: optional(z.string().min(8).max(200)),
    REVEILLE_BOOTSTRAP_API_KEY: optional(key.min(20).max(200)),
    REVEILLE_API_KEY: optional(key),
    /** Whether an empty database gets the sample workspace. */
    REVEILLE_SAMPLE: withDefault(z.enum(["0", "1"]), "1").transform((value) => value === "1"),
    ANTHROPIC_API_KEY: optional(key),
    ANTHROPIC_BASE_URL: optional(url),
    /** One request, packed; unpacked at most four times that. */
    REVEILLE_MAX_UPLOAD_BYTES: withDefault(integer(1024, 4_294_967_296), "268435456"),
    REVEILLE_WORKERS: withDefault(z.enum(["inline", "none"]), "inline"),
    LOG_LEVEL: withDefault(z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]), "info"),
  })
  .transform((env) => ({ ...env, REVEILLE_URL: env.REVEILLE_URL ?? `http://localhost:${env.PORT}` }));

export type Env = z.infer<typeof schema>;

/**
 * Reads and checks the environment of this process.
 * @throws Error of one line that names the first bad variable; its value is not shown, since it may be a secret
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${String(issue?.path[0] ?? "environment")}: ${issue?.message ?? "invalid"}`);
}

let held: Env | undefined;

/** The environment of this process, checked at first use, so that importing a module never fails for a variable it does not need. */
export function env(): Env {
  held ??= parseEnv(process.env);
  return held;
}

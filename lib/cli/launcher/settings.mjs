import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";

/** A variable that cannot be used; the message is one line for the terminal. */
export class SettingError extends Error {}

const text = (takes, ok) => ({ takes, read: (value) => (ok(value) ? value : undefined) });
const secret = (takes, ok) => ({ ...text(takes, ok), secret: true });
const oneOf = (...values) => text(values.join(", "), (value) => values.includes(value));
const integer = (takes, min, max) => ({
  takes,
  read: (value) => (/^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined),
});
const isUrl = (value, protocols) => {
  try {
    return protocols.includes(new URL(value).protocol);
  } catch {
    return false;
  }
};
const isOrigin = (value) => isUrl(value, ["http:", "https:"]) && /^\/?$/.test(new URL(value).pathname) && !/[?#@]/.test(value);
const isHost = (value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/i.test(value);

/** Every variable with what it takes. lib/env.ts reads the same ones for TypeScript; settings.test.ts compares the two. */
export const variables = {
  DATABASE_URL: secret("postgresql://user:password@host:port/database", (v) => isUrl(v, ["postgres:", "postgresql:"])),
  REVEILLE_DATA_DIR: text("the path of a folder", (v) => !v.includes("\0")),
  PORT: integer("a port from 1 to 65535", 1, 65_535),
  HOST: text("an address of this machine, such as 127.0.0.1 or 0.0.0.0", isHost),
  REVEILLE_URL: text("an address without a path, such as https://reveille.example.com", isOrigin),
  NEXTAUTH_SECRET: secret("16 characters or more", (v) => v.length >= 16),
  REVEILLE_BOOTSTRAP_EMAIL: text("an e-mail address", (v) => /^[^\s@]+@[^\s@]+$/.test(v)),
  REVEILLE_BOOTSTRAP_PASSWORD: secret("8 to 200 characters", (v) => v.length >= 8 && v.length <= 200),
  REVEILLE_BOOTSTRAP_API_KEY: secret("20 to 200 characters without spaces", (v) => /^[\x21-\x7e]{20,200}$/.test(v)),
  REVEILLE_API_KEY: secret("a key without spaces", (v) => /^[\x21-\x7e]+$/.test(v)),
  REVEILLE_SAMPLE: oneOf("0", "1"),
  ANTHROPIC_API_KEY: secret("a key without spaces", (v) => /^[\x21-\x7e]+$/.test(v)),
  ANTHROPIC_BASE_URL: text("an http or https address", (v) => isUrl(v, ["http:", "https:"])),
  REVEILLE_MAX_UPLOAD_BYTES: integer("a number of bytes from 1024 to 4294967296", 1024, 4_294_967_296),
  REVEILLE_WORKERS: oneOf("inline", "none"),
  CHROMIUM_PATH: text("the path of a browser that exists", (v) => existsSync(v)),
  LOG_LEVEL: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"),
};

/**
 * Reads `.env` of the project for what the environment does not say.
 * @param {string} root
 */
export function loadEnvFile(root) {
  const file = join(root, ".env");
  if (!existsSync(file)) return;
  for (const [name, value] of Object.entries(parseEnv(readFileSync(file, "utf8")))) process.env[name] ??= value;
}

/**
 * Checks every variable; an empty one counts as unset.
 * @param {Record<string, string | undefined>} env
 * @param {string} root  what a relative REVEILLE_DATA_DIR is relative to
 * @returns {{ databaseUrl?: string, dataDir: string, port: number, host: string, url: string, secret?: string, workers: string }}
 *   throws SettingError for the first bad one
 */
export function readSettings(env, root) {
  const got = {};
  for (const [name, { takes, read, secret: hidden }] of Object.entries(variables)) {
    if (!env[name]) continue;
    got[name] = read(env[name]);
    if (got[name] !== undefined) continue;
    const shown = hidden ? `a value of ${env[name].length} characters` : JSON.stringify(env[name].slice(0, 200));
    throw new SettingError(`${name} is ${shown}; it takes ${takes}`);
  }
  const port = got.PORT ?? 3000;
  if (got.REVEILLE_BOOTSTRAP_PASSWORD && !got.REVEILLE_BOOTSTRAP_EMAIL) {
    throw new SettingError("REVEILLE_BOOTSTRAP_EMAIL is unset; it takes an e-mail address when REVEILLE_BOOTSTRAP_PASSWORD is set");
  }
  return {
    databaseUrl: got.DATABASE_URL,
    dataDir: resolve(root, got.REVEILLE_DATA_DIR ?? ".data"),
    port,
    host: got.HOST ?? "127.0.0.1",
    url: new URL(got.REVEILLE_URL ?? `http://localhost:${port}`).origin,
    secret: got.NEXTAUTH_SECRET,
    workers: got.REVEILLE_WORKERS ?? "inline",
  };
}

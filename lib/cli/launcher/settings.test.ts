import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { readSettings, SettingError, variables } from "./settings.mjs";

const long = "x".repeat(40);
/** Per variable: values that are taken and values that are refused. */
const cases: Record<string, { good: string[]; bad: string[] }> = {
  DATABASE_URL: { good: ["postgresql://u:p@h/d", "postgres://localhost/x"], bad: ["mysql://h/d", "localhost", "/var/run"] },
  REVEILLE_DATA_DIR: { good: ["/tmp/a b", "data"], bad: [] },
  PORT: { good: ["1", "3000", "65535"], bad: ["0", "65536", "-1", "80a", "3000.5", "1e3", " 80"] },
  HOST: { good: ["127.0.0.1", "0.0.0.0", "::1", "localhost"], bad: ["a b", "http://x", "-x"] },
  REVEILLE_URL: {
    good: ["https://a.example.com", "http://localhost:3000/"],
    bad: ["a.example.com", "https://a/b", "ftp://a", "https://a?b"],
  },
  NEXTAUTH_SECRET: { good: [long], bad: ["short"] },
  REVEILLE_BOOTSTRAP_EMAIL: { good: ["a@b.example"], bad: ["a", "a b@c", "@c"] },
  REVEILLE_BOOTSTRAP_PASSWORD: { good: ["12345678"], bad: ["1234567", "x".repeat(201)] },
  REVEILLE_BOOTSTRAP_API_KEY: { good: [long], bad: ["short", `${long} ${long}`] },
  REVEILLE_API_KEY: { good: [long], bad: ["a b"] },
  REVEILLE_SAMPLE: { good: ["0", "1"], bad: ["yes", "2", "true"] },
  ANTHROPIC_API_KEY: { good: [long], bad: ["a b"] },
  ANTHROPIC_BASE_URL: { good: ["https://api.example.com/v1"], bad: ["api.example.com"] },
  REVEILLE_MAX_UPLOAD_BYTES: { good: ["1024", "268435456"], bad: ["1", "1MB", "-5", "99999999999"] },
  REVEILLE_WORKERS: { good: ["inline", "none"], bad: ["2", "all"] },
  CHROMIUM_PATH: { good: [process.execPath], bad: ["/does/not/exist"] },
  LOG_LEVEL: { good: ["debug", "silent"], bad: ["verbose"] },
};
// What only the launcher needs is not in lib/env.ts.
const launcherOnly = ["HOST", "CHROMIUM_PATH"];
const withEmail = (name: string) => (name === "REVEILLE_BOOTSTRAP_PASSWORD" ? { REVEILLE_BOOTSTRAP_EMAIL: "a@b.example" } : {});

test("every variable has cases here", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(variables).sort());
});

describe.each(Object.entries(cases))("%s", (name, { good, bad }) => {
  test.each(good)("takes %s", (value) => {
    const env = { [name]: value, ...withEmail(name) };
    expect(() => readSettings(env, "/root")).not.toThrow();
    if (!launcherOnly.includes(name)) expect(() => parseEnv(env)).not.toThrow();
  });

  test.each(bad)("refuses %s in one line with its name", (value) => {
    const env = { [name]: value, ...withEmail(name) };
    expect(() => readSettings(env, "/root")).toThrow(SettingError);
    expect(() => readSettings(env, "/root")).toThrow(new RegExp(`^${name} is .*; it takes [^\\n]+$`));
    if (!launcherOnly.includes(name)) expect(() => parseEnv(env)).toThrow(name);
  });

  test("counts as unset when it is empty", () => {
    expect(() => readSettings({ [name]: "" }, "/root")).not.toThrow();
    expect(() => parseEnv({ [name]: "" })).not.toThrow();
  });
});

test("a secret's value is not printed", () => {
  expect(() => readSettings({ DATABASE_URL: "mysql://user:hunter2@h/d" }, "/root")).toThrow(/^(?!.*hunter2)/);
});

test("the base URL follows the port and has no slash at its end", () => {
  expect(readSettings({ PORT: "4000" }, "/root").url).toBe("http://localhost:4000");
  expect(readSettings({ REVEILLE_URL: "https://a.example.com/" }, "/root").url).toBe("https://a.example.com");
  expect(parseEnv({ PORT: "4000" }).REVEILLE_URL).toBe("http://localhost:4000");
});

test("a password without an e-mail address is refused: nobody could sign in with it", () => {
  expect(() => readSettings({ REVEILLE_BOOTSTRAP_PASSWORD: "12345678" }, "/root")).toThrow(/REVEILLE_BOOTSTRAP_EMAIL/);
});

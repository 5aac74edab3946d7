import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readYaml, type Yaml } from "@/lib/testing/yaml";
import { variables } from "./launcher/settings.mjs";

// The image and the composition as far as they can be held against this folder without Docker: syntax, and that whatever they name is there.

const root = process.cwd();
const scripts = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }).scripts;

type Instruction = { name: string; rest: string };

/** The instructions of a Dockerfile: comments and blank lines left out, continued lines joined. */
function readDockerfile(text: string): Instruction[] {
  const lines = text
    .split("\n")
    .filter((l) => !/^\s*(#|$)/.test(l))
    .join("\n")
    .replace(/\\\n\s*/g, " ");
  return lines.split("\n").map((line) => {
    const [, name, rest] = /^([A-Z]+) (\S.*)$/.exec(line) ?? [];
    if (!name || !rest) throw new Error(`not an instruction: ${line}`);
    return { name, rest };
  });
}

/** What of a command (exec form) names a file or a script of ours that is not there. */
function missing(command: string[]): string[] {
  const [program, ...args] = command;
  if (program === "npm" && args[0] === "run") return args[1] && scripts[args[1]] ? [] : [`npm run ${args[1]}`];
  if (program === "node") return existsSync(join(root, args[0] ?? "")) ? [] : [String(args[0])];
  return ["npm", "install", "pg_isready"].includes(program ?? "") ? [] : [String(program)];
}

describe("the Dockerfile", () => {
  const instructions = readDockerfile(readFileSync(join(root, "deploy/Dockerfile"), "utf8"));
  const of = (name: string) => instructions.filter((i) => i.name === name).map((i) => i.rest);
  const last = instructions.slice(instructions.map((i) => i.name).lastIndexOf("FROM"));
  const known = ["FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"];

  it("has only instructions that there are, and begins with FROM", () => {
    expect(instructions.filter((i) => !known.includes(i.name))).toEqual([]);
    expect(instructions[0]?.name).toBe("FROM");
  });

  it("builds in one stage and serves from another, on the same Node, which is new enough", () => {
    const images = of("FROM").map((f) => f.split(" ")[0] ?? "");
    expect(of("FROM")).toHaveLength(2);
    expect(new Set(images).size).toBe(1);
    expect(Number(/^node:(\d+)/.exec(images[0] ?? "")?.[1])).toBeGreaterThanOrEqual(20);
  });

  it("copies only what is there, from stages that are named", () => {
    const stages = of("FROM").flatMap((f) => / AS (\w+)$/.exec(f)?.[1] ?? []);
    for (const copy of of("COPY")) {
      const from = /--from=(\w+)/.exec(copy)?.[1];
      if (from) expect(stages).toContain(from);
      else for (const file of copy.split(" ").slice(0, -1)) expect([file, existsSync(join(root, file))]).toEqual([file, true]);
    }
  });

  it("runs, checks and builds with commands and files that are there, without a shell in between", () => {
    const commands = [...of("RUN"), ...of("CMD"), ...of("HEALTHCHECK").map((h) => h.replace(/^.*? CMD /, ""))].map(
      (c) => JSON.parse(c) as string[],
    );
    expect(commands).toHaveLength(6);
    for (const command of commands) expect(missing(command)).toEqual([]);
  });

  it("runs as a user who is not root, listens for others and keeps what it writes in a volume of that user's", () => {
    const env = Object.fromEntries(last.filter((i) => i.name === "ENV").map((i) => i.rest.split("=")));
    expect(env).toMatchObject({ HOST: "0.0.0.0", REVEILLE_DATA_DIR: "/data", NODE_ENV: "production" });
    const order = last.map((i) => i.name);
    expect(last.find((i) => i.name === "USER")?.rest).toBe("node");
    expect(order.indexOf("USER")).toBeLessThan(order.indexOf("CMD"));
    expect(order.lastIndexOf("RUN")).toBeLessThan(order.indexOf("USER"));
    expect(last.find((i) => i.name === "VOLUME")?.rest).toBe('["/data"]');
  });
});

describe("the composition", () => {
  type Service = { [key: string]: Yaml } & { environment: Record<string, string>; volumes: string[] };
  const text = readFileSync(join(root, "deploy/compose.yaml"), "utf8");
  const compose = readYaml(text) as {
    services: Record<"postgres" | "web" | "worker", Service>;
    volumes: Record<string, Yaml>;
  };
  const { postgres, web, worker } = compose.services;

  it("has a database, a web server and a worker, each with a health check and time to end in order", () => {
    expect(Object.keys(compose.services).sort()).toEqual(["postgres", "web", "worker"]);
    for (const one of [postgres, web, worker]) expect(Number(/^(\d+)s$/.exec(String(one.stop_grace_period))?.[1])).toBeGreaterThan(40);
    expect(missing((postgres.healthcheck as { test: string[] }).test.slice(1))).toEqual([]);
    expect(missing((worker.healthcheck as { test: string[] }).test.slice(1))).toEqual([]);
    expect(missing(worker.command as string[])).toEqual([]);
  });

  it("builds the image that both use from the Dockerfile beside it", () => {
    const build = web.build as { context: string; dockerfile: string };
    expect(existsSync(join(root, "deploy", build.context, build.dockerfile))).toBe(true);
    expect(worker.image).toBe(web.image);
  });

  it("names every volume that it mounts, one for each data directory", () => {
    const mounted = [postgres, web, worker].flatMap((s) => s.volumes ?? []).map((v) => v.split(":")[0]);
    expect(mounted.sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const one of [web, worker]) expect(one.volumes[0]).toMatch(/:\/data$/);
  });

  it("sets variables that there are, and every secret comes from the environment", () => {
    for (const one of [web, worker]) {
      for (const [name, value] of Object.entries(one.environment ?? {})) {
        expect(Object.keys(variables)).toContain(name);
        if ("secret" in (variables[name as keyof typeof variables] as object))
          expect([name, value]).toEqual([name, expect.stringContaining("${")]);
      }
    }
    expect(String(postgres.environment.POSTGRES_PASSWORD)).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(web.environment.REVEILLE_WORKERS).toBe("none");
    expect(worker.environment.DATABASE_URL).toBe(web.environment.DATABASE_URL);
    expect(worker.environment.REVEILLE_WORKERS).toBeUndefined();
  });
});

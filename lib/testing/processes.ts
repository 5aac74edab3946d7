import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// The real processes, started as a person or an image starts them, for tests that look at what only shows when they run.

export type Started = {
  child: ChildProcess;
  /** What it has printed so far, on either stream. */
  output: () => string;
  exit: Promise<number | null>;
  /** Asks it to end and waits; its status. */
  end: (signal?: NodeJS.Signals) => Promise<number | null>;
};

/** Starts a script of a checkout with this environment and nothing else of ours. */
export function startScript(root: string, args: string[], env: Record<string, string>): Started {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  const exit = new Promise<number | null>((done) => child.once("close", done));
  const end = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return exit;
  };
  return { child, output: () => text, exit, end };
}

/** A data directory that does not exist yet, in a folder that `remove` takes away. */
export function newDataDir(): { dataDir: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "rv-process-"));
  chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
  return { dataDir: join(folder, "data"), remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}

/** Looks until it holds. Throws with what `told` says when it does not in time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  told: () => string = () => "",
  ms = 120_000,
): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) if (await holds()) return;
  throw new Error(`waited in vain until ${what}; ${told().slice(-4_000)}`);
}

export type Api = {
  url: string;
  /** The answer's status and JSON; status 0 when nobody answers. */
  ask: <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => Promise<{ status: number; json: T }>;
  /** The answer of what has to succeed. */
  post: <T = Record<string, unknown>>(path: string, body: unknown) => Promise<T>;
  get: <T = Record<string, unknown>>(path: string) => Promise<T>;
  isReady: () => Promise<boolean>;
};

/** The API of a server on this port, with a key. */
export function apiOf(port: number, key: string): Api {
  const url = `http://localhost:${port}`;
  const ask = async <T>(method: string, path: string, body?: unknown) => {
    const init = { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } };
    try {
      const answer = await fetch(`${url}${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) });
      return { status: answer.status, json: (await answer.json().catch(() => null)) as T };
    } catch {
      return { status: 0, json: null as T };
    }
  };
  const must = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const { status, json } = await ask<T>(method, path, body);
    if (status < 200 || status > 299) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`);
    return json;
  };
  return {
    url,
    ask,
    post: (path, body) => must("POST", path, body),
    get: (path) => must("GET", path),
    isReady: async () => (await ask("GET", "/api/ready")).status === 200,
  };
}

/** An agent with a store of its own and one session with these words. */
export async function agentWithSession(api: Api, name: string, words: string): Promise<{ agentId: string; storeId: string }> {
  const agent = await api.post<{ id: string; stores: { store_id: string }[] }>("/api/v1/agents", { name });
  const session = {
    id: name,
    messages: [
      { role: "user", content: words },
      { role: "assistant", content: "Understood." },
    ],
  };
  await api.post(`/api/v1/agents/${agent.id}/transcripts`, session);
  return { agentId: agent.id, storeId: agent.stores[0]?.store_id ?? "" };
}

import { strToU8, zipSync } from "fflate";

export type Api = (method: string, path: string, body?: unknown, type?: string) => Promise<Record<string, unknown>>;

/** Requests with a key; a refusal ends the benchmark. */
export function apiClient(base: string, key: string): Api {
  return async (method, path, body, type = "application/json") => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
}

const folder = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const words = (n: number) => Array.from({ length: 9 }, (_, i) => `w${(n * 31 + i * 7) % 997}`).join(" ");

export type Made = { proposalId: string; storeId: string; transcriptId: string };

/** `count` memories of forty lines, of each of which a session changes one line: the proposal's id, the store's and a session's. */
export async function manyChanges(api: Api, count: number): Promise<Made> {
  const agent = (await api("POST", "/agents", { name: `Benchmark desk ${count}` })) as { id: string; stores: { store_id: string }[] };
  const storeId = agent.stores[0]?.store_id ?? "";
  const names = Array.from({ length: count }, (_, n) => `depot ${String.fromCharCode(97 + (n % 26))}${n}`);
  const memory = (name: string, n: number) =>
    `# ${name}\n\n${Array.from({ length: 36 }, (_, i) => `Note ${i}: ${words(n * 40 + i)}.`).join("\n")}\n\nThe ${name} cut-off is 16:00.\n`;
  const files = Object.fromEntries(names.map((name, n) => [`facts/${name.replace(" ", "-")}.md`, memory(name, n)]));
  await api("POST", `/stores/${storeId}/import`, folder(files), "application/zip");
  // A dream reads a hundred sessions at most.
  const each = Math.ceil(count / 100);
  const sessions = Array.from({ length: Math.ceil(count / each) }, (_, n) => ({
    id: `bench-${n}`,
    created_at: `2026-10-${String(1 + (n % 28)).padStart(2, "0")}T09:00:00Z`,
    messages: names.slice(n * each, (n + 1) * each).flatMap((name) => [
      { role: "user", content: `The ${name} cut-off is 15:00 now.` },
      { role: "assistant", content: "Understood." },
    ]),
  }));
  const sent = (await api("POST", `/agents/${agent.id}/transcripts`, sessions)) as { imported: { id: string }[] };
  const started = (await api("POST", `/stores/${storeId}/dreams`, {})) as { id: string };
  for (let tries = 0; ; tries++) {
    const dream = (await api("GET", `/dreams/${started.id}`)) as { status: string; proposal_id: string | null };
    if (dream.status === "completed" && dream.proposal_id) {
      const proposalId = dream.proposal_id;
      const { counts } = (await api("GET", `/proposals/${proposalId}`)) as { counts: { total: number } };
      if (counts.total !== count) throw new Error(`the dream proposed ${counts.total} changes instead of ${count}`);
      return { proposalId, storeId, transcriptId: sent.imported[0]?.id ?? "" };
    }
    if (dream.status === "failed" || tries > 600) throw new Error(`the dream ended ${dream.status}`);
    await new Promise((go) => setTimeout(go, 200));
  }
}

/** A memory of 5,000 lines in two versions, every tenth line changed: the versions' numbers. */
export async function longMemory(api: Api, storeId: string): Promise<{ from: number; to: number }> {
  const text = (changed: boolean) =>
    Array.from({ length: 5_000 }, (_, n) => `l${n} ${changed && n % 10 === 5 ? "is other" : "as it was"}`).join("\n");
  const write = async (changed: boolean) =>
    Number((await api("PUT", `/stores/${storeId}/memories`, { path: "/facts/long.md", content: `${text(changed)}\n` })).version);
  return { from: await write(false), to: await write(true) };
}

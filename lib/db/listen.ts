import pg from "pg";
import { log } from "@/lib/log";

/** What the database tells when a dream, a proposal or an import changes: ids only. */
export type Notice = { table: "dream" | "proposal" | "import"; workspace_id: string; id: string };
type Listener = (notice: Notice) => void;

type Hub = { listeners: Set<Listener>; client: pg.Client | null; connecting: boolean };
type Held = { reveilleHub?: Hub; __onShutdown?: (() => Promise<unknown>)[] };
const held = globalThis as unknown as Held;

const RETRY_MS = 2_000;

/** One listening connection per process, opened with the first listener and again after it is lost; what is missed meanwhile is for the listener to read. */
function hub(): Hub {
  if (!held.reveilleHub) {
    held.reveilleHub = { listeners: new Set(), client: null, connecting: false };
    held.__onShutdown = held.__onShutdown ?? [];
    held.__onShutdown.push(async () => {
      held.reveilleHub?.listeners.clear();
      await held.reveilleHub?.client?.end();
    });
  }
  return held.reveilleHub;
}

async function connect(h: Hub): Promise<void> {
  if (h.client || h.connecting || h.listeners.size === 0) return;
  h.connecting = true;
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  const lost = (err?: Error) => {
    if (err) log.warn({ err }, "the listening connection was lost");
    if (h.client === client) h.client = null;
    setTimeout(() => void connect(h), RETRY_MS).unref();
  };
  client.on("error", lost);
  client.on("notification", (message) => {
    const notice = JSON.parse(message.payload ?? "{}") as Notice;
    for (const listener of h.listeners) listener(notice);
  });
  try {
    await client.connect();
    await client.query("listen reveille");
    h.client = client;
  } catch (err) {
    lost(err as Error);
  } finally {
    h.connecting = false;
  }
}

/** Calls `listener` for every change until the returned function is called. A lost connection is opened again. */
export function listen(listener: Listener): () => void {
  const h = hub();
  h.listeners.add(listener);
  void connect(h);
  return () => h.listeners.delete(listener);
}

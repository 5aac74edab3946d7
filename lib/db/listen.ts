import pg from "pg";
import { log } from "@/lib/log";

/** What the database tells when a dream, a proposal (or a decision in it), an import or a store's head changes: ids only. `access`: who may what, somewhere; no ids. */
export type Notice = { table: "dream" | "proposal" | "import" | "store" | "access"; workspace_id: string; id: string };
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

/** A listener that died is noticed at the latest then. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Reads at once, at each notice that `wanted` picks, and now and then without one; what comes while a read is under way is one more read after it. `read` fails: `fail`,
 * once. Ends when the returned function is called.
 */
export function watch(wanted: (notice: Notice) => boolean, read: (stopped: () => boolean) => Promise<void>, fail: () => void): () => void {
  let reading = false;
  let again = false;
  let done = false;
  const look = async () => {
    if (done) return;
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      do {
        again = false;
        await read(() => done);
      } while (again && !done);
    } catch {
      fail();
    } finally {
      reading = false;
    }
  };
  const stop = listen((notice) => {
    if (wanted(notice)) void look();
  });
  const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
  void look();
  return () => {
    done = true;
    clearInterval(timer);
    stop();
  };
}

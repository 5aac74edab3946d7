import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A TCP proxy in front of a PostgreSQL, for tests of what happens when the way to the database breaks. It understands just enough of the protocol to count
 * the client's round trips (`Sync` and simple queries): a statement of Prisma or pg is one.
 */
export type DatabaseProxy = {
  /** The database's address through the proxy. */
  url: string;
  /** Round trips that were passed on since the last `cutAfter` or `mend`, over all connections. */
  passed: () => number;
  /**
   * Passes on `n` round trips more and then breaks every connection and refuses new ones: the last one reaches the database, its answer nobody. It is as
   * if the client were killed at that moment. With 0 none is passed on.
   */
  cutAfter: (n: number) => void;
  /** Breaks every connection now and refuses new ones: the database has gone away. */
  cut: () => void;
  /** Lets everything pass again. */
  mend: () => void;
  /** Resolves when the database has carried out what was passed on over broken connections, and has let go of them. */
  settled: () => Promise<void>;
  close: () => Promise<void>;
};

const SYNC = "S".charCodeAt(0);
const QUERY = "Q".charCodeAt(0);

/** Opens a proxy to the database of this address, which may name a socket's folder (`?host=`). */
export async function openDatabaseProxy(target: string): Promise<DatabaseProxy> {
  const to = new URL(target);
  const folder = to.searchParams.get("host");
  const port = Number(to.port || 5432);
  const pairs = new Set<{ client: Socket; database: Socket }>();
  const databases = new Set<Socket>();
  const state = { down: false, passed: 0, left: Number.POSITIVE_INFINITY };

  const drop = () => {
    for (const { client, database } of pairs) {
      client.destroy();
      // Whatever was passed on is read and carried out before the end of the connection is.
      database.end();
    }
    pairs.clear();
  };
  const cut = () => {
    state.down = true;
    drop();
  };

  const server: Server = createServer((client) => {
    client.on("error", () => {});
    if (state.down) return void client.destroy();
    const database = folder ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, to.hostname);
    const pair = { client, database };
    pairs.add(pair);
    databases.add(database);
    const close = () => {
      pairs.delete(pair);
      databases.delete(database);
      client.destroy();
      database.destroy();
    };
    database.on("error", close).on("close", close);
    client.on("close", () => database.end());
    // Read on to the end also when nobody listens: only then does the socket close.
    database.on("data", (chunk) => {
      if (pairs.has(pair)) client.write(chunk);
    });
    const count = roundTrips();
    client.on("data", (chunk) => {
      if (state.down) return;
      let from = 0;
      for (const end of count(chunk)) {
        if (state.left === 0) return cut();
        database.write(chunk.subarray(from, end));
        from = end;
        state.passed++;
        state.left--;
        if (state.left === 0) return cut();
      }
      if (from < chunk.length) database.write(chunk.subarray(from));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as { port: number };
  const url = new URL(target);
  url.searchParams.delete("host");
  url.hostname = "127.0.0.1";
  url.port = String(own);
  return {
    url: url.toString(),
    passed: () => state.passed,
    cutAfter: (n) => Object.assign(state, { down: false, passed: 0, left: n }),
    cut,
    mend: () => Object.assign(state, { down: false, passed: 0, left: Number.POSITIVE_INFINITY }),
    settled: async () => {
      await Promise.all([...databases].filter((d) => ![...pairs].some((p) => p.database === d)).map((d) => once(d, "close")));
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

/** For the bytes of one client as they come: where in each chunk a round trip ends. */
function roundTrips(): (chunk: Buffer) => number[] {
  // The first message has no type: length and version. (TLS is not asked for on this address.)
  let started = false;
  let head = Buffer.alloc(0);
  let skip = 0;
  let ends = false;
  return (chunk) => {
    const found: number[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (skip > 0) {
        const taken = Math.min(skip, chunk.length - at);
        skip -= taken;
        at += taken;
        if (skip === 0 && ends) found.push(at);
        continue;
      }
      const wanted = started ? 5 : 4;
      const taken = chunk.subarray(at, at + wanted - head.length);
      head = Buffer.concat([head, taken]);
      at += taken.length;
      if (head.length < wanted) continue;
      const type = started ? head[0] : undefined;
      skip = head.readUInt32BE(wanted - 4) - 4;
      ends = type === SYNC || type === QUERY;
      started = true;
      head = Buffer.alloc(0);
      if (skip === 0 && ends) found.push(at);
    }
    return found;
  };
}

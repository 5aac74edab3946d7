import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { isIPv6 } from "node:net";

const uploadTimeoutMs = 3_600_000;

/** The server could not listen; the message is one line for the terminal. */
export class ListenError extends Error {}

/**
 * Listens at once, so that a taken port is known before anything is installed, and answers 503 until `serve` is called.
 * @param {{ port: number, host: string, reason: () => string, behindProxy?: boolean }} options  `reason`: what is being waited for; `behindProxy`: whoever
 * connects has written down for whom (`x-forwarded-for`). Nobody else is believed it: attempts to sign in are counted by address.
 */
export async function openServer({ port, host, reason, behindProxy = false }) {
  let handler = null;
  const server = createServer((request, response) => {
    if (!isDecodable(request.url)) return refuseAddress(response);
    if (!behindProxy) request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? "unknown";
    return handler ? handler(request, response) : answerWhilePreparing(request, response, reason());
  });
  server.requestTimeout = uploadTimeoutMs; // Node's five minutes would cut off a large upload over a slow line
  await new Promise((done, fail) => {
    server.once("error", (error) => fail(new ListenError(explain(error, port, host))));
    server.listen({ port, host, exclusive: true }, done);
  });
  return {
    server,
    serve: (next) => {
      handler = next;
    },
    shutUp: () => server.closeAllConnections(),
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeIdleConnections();
      }),
  };
}

/** An address whose percent signs are no UTF-8 names nothing, and Next would answer it with a bare 500. */
function isDecodable(url) {
  try {
    decodeURIComponent((url ?? "/").split("?")[0]);
    return true;
  } catch {
    return false;
  }
}

function refuseAddress(response) {
  const error = { type: "invalid_request", message: "This address is not valid: its percent-encoding is no UTF-8." };
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", "x-request-id": randomUUID() };
  response.writeHead(400, headers);
  response.end(JSON.stringify({ error: { ...error, details: [{ path: "", message: error.message }] } }));
}

function answerWhilePreparing(request, response, reason) {
  const alive = request.url?.split("?")[0] === "/api/health";
  const body = alive ? { status: "ok" } : { error: { type: "unavailable", message: `Reveille is starting: ${reason}` } };
  response.writeHead(alive ? 200 : 503, { "content-type": "application/json", "cache-control": "no-store", "retry-after": "2" });
  response.end(JSON.stringify(body));
}

function explain(error, port, host) {
  const place = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  if (error.code === "EADDRINUSE")
    return `PORT is ${port}, which another program uses on ${host}; it takes a free port, such as PORT=${port < 65_535 ? port + 1 : 3000}`;
  if (error.code === "EACCES") return `PORT is ${port}, which this account may not open; it takes a port above 1023`;
  if (["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL"].includes(error.code)) {
    return `HOST is "${host}", which is not an address of this machine; it takes one, such as 127.0.0.1 or 0.0.0.0`;
  }
  return `cannot listen on ${place}: ${error.message}`;
}

type Held = { __shutdownSignal?: AbortSignal };

const PING_MS = 15_000;

export type Emit = (event: string, data: unknown) => void;

/**
 * A stream of server-sent events. `start` sends what there is and answers what to do at the end; the stream ends when the caller leaves, when `close` is
 * called, or when the server stops.
 */
export function eventStream(request: Request, start: (emit: Emit, close: () => void) => () => void): Response {
  const text = new TextEncoder();
  let end = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      const send = (s: string) => {
        if (open) controller.enqueue(text.encode(s));
      };
      const ping = setInterval(() => send(": ping\n\n"), PING_MS);
      const shutdown = (globalThis as unknown as Held).__shutdownSignal;
      let stop = () => {};
      const leave = () => {
        if (!open) return;
        open = false;
        clearInterval(ping);
        request.signal.removeEventListener("abort", close);
        shutdown?.removeEventListener("abort", close);
        stop();
      };
      const close = () => {
        if (!open) return;
        leave();
        controller.close();
      };
      // A stream that the reader has canceled is closed already.
      end = leave;
      request.signal.addEventListener("abort", close);
      shutdown?.addEventListener("abort", close);
      // The first line at once, so that a proxy passes the head on.
      send(": open\n\n");
      stop = start((event, data) => send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`), close);
      if (!open) stop();
    },
    cancel() {
      end();
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" },
  });
}

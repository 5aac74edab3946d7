import { admissionOf } from "@/lib/auth/still-admitted";
import { type Context, requirePermission } from "@/lib/domain/context";
import type { Permission } from "@/lib/domain/permission";
import { log } from "@/lib/log";

type Held = { __shutdownSignal?: AbortSignal };

const PING_MS = 15_000;
/** Time alone ends a key and a session; a notice that got lost is made up for. */
const ASK_AGAIN_MS = 5_000;

export type Emit = (event: string, data: unknown) => void;
export type Asker = { ctx: Context; request: Request; permission: Permission };

/**
 * A stream of server-sent events for who may `permission`, asked at its start, before anything is sent, whenever somebody's access changes and every few
 * seconds: who no longer may gets the event `end` with `{reason}`, and nothing after it. `start` sends what there is and answers what to do at the end; the
 * stream ends when the caller leaves, when `close` is called (after what was emitted before it), or when the server stops. Throws `forbidden`.
 */
export function eventStream({ ctx, request, permission }: Asker, start: (emit: Emit, close: () => void) => () => void): Response {
  requirePermission(ctx, permission);
  const admission = admissionOf(request, ctx, permission);
  const text = new TextEncoder();
  let end = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      let stop = () => {};
      const send = (s: string) => {
        if (open) controller.enqueue(text.encode(s));
      };
      const event = (name: string, data: unknown) => send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
      const leave = () => {
        if (!open) return;
        open = false;
        clearInterval(ping);
        clearInterval(timer);
        unwatch();
        request.signal.removeEventListener("abort", close);
        shutdown?.removeEventListener("abort", close);
        stop();
      };
      const close = () => {
        if (!open) return;
        leave();
        controller.close();
      };

      let waiting: (() => void)[] = [];
      let asking = false;
      let again = false;
      /** Sends what waits, if its caller may still have it; what comes while that is asked is asked for once more. */
      const ask = async () => {
        again = true;
        if (asking) return;
        asking = true;
        while (again && open) {
          again = false;
          const ready = waiting;
          waiting = [];
          const reason = await admission.whyNoLonger().catch((err: unknown) => {
            log.warn({ err }, "a stream ended: it could not be told whether its caller may still read it");
            return "It could not be told whether you may still read this.";
          });
          if (reason === null) {
            for (const one of ready) one();
            continue;
          }
          event("end", { reason });
          close();
        }
        asking = false;
      };

      const ping = setInterval(() => send(": ping\n\n"), PING_MS);
      const timer = setInterval(() => void ask(), ASK_AGAIN_MS);
      const unwatch = admission.watch(() => void ask());
      const shutdown = (globalThis as unknown as Held).__shutdownSignal;
      // A stream that the reader has canceled is closed already.
      end = leave;
      request.signal.addEventListener("abort", close);
      shutdown?.addEventListener("abort", close);
      // The first line at once, so that a proxy passes the head on.
      send(": open\n\n");
      const later = (one: () => void) => {
        waiting.push(one);
        void ask();
      };
      stop = start(
        (name, data) => later(() => event(name, data)),
        () => later(close),
      );
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

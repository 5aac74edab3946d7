/** Pauses between tries while the browser thinks that it has a network; a server that starts anew is back by then. */
const PAUSES = [1_000, 2_000, 5_000, 15_000];

/**
 * Loads a part of the page that comes later, and waits for the network where there is none: a part that fails to load would take the whole page with it.
 * It fails only where a server that can be reached has not given it after all tries.
 */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; ) {
    try {
      return await load();
    } catch (thrown) {
      const pause = PAUSES[tries];
      if (!navigator.onLine) await new Promise((back) => window.addEventListener("online", back, { once: true }));
      else if (pause === undefined) throw thrown;
      else {
        tries++;
        await new Promise((over) => setTimeout(over, pause));
      }
    }
  }
}

/** The longest that a part waits for the browser to have nothing to do. */
const IDLE_MS = 2_000;
/** Marked in the page's timeline once every part is here. */
export const FETCHED_AHEAD = "reveille:fetched-ahead";

/** Loads parts one after the other while the browser has nothing to do, so that they are here when there is no network. */
export function fetchAhead(parts: readonly (() => Promise<unknown>)[]): () => void {
  const idle: typeof window.requestIdleCallback = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 200));
  const stop = window.cancelIdleCallback ?? window.clearTimeout;
  let asked: number | undefined;
  const next = ([first, ...others]: readonly (() => Promise<unknown>)[]) => {
    if (!first) performance.mark(FETCHED_AHEAD);
    else
      asked = idle(
        () => {
          // What cannot be had now is asked for again when it is needed.
          void first().then(
            () => next(others),
            () => {},
          );
        },
        { timeout: IDLE_MS },
      );
  };
  next(parts);
  return () => {
    if (asked !== undefined) stop(asked);
  };
}

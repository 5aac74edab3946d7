/** At most `limit` pieces of work at once, and none before a time that the API named. */
export class Lanes {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private pausedUntilMs = 0;

  constructor(private readonly limit: number) {}

  /** Nothing new starts before `forMs` from now. */
  pause(forMs: number): void {
    this.pausedUntilMs = Math.max(this.pausedUntilMs, Date.now() + forMs);
  }

  /** Waits for a lane and out of a pause, works, and gives the lane back. Throws the signal's reason when it is aborted while waiting. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.running >= this.limit) await new Promise<void>((go) => this.waiting.push(go));
    else this.running++;
    try {
      await this.untilOpen(signal);
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  /** Waits out a pause, which may be prolonged meanwhile. */
  async untilOpen(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const left = this.pausedUntilMs - Date.now();
      if (left <= 0) return;
      await wait(left, signal);
    }
  }
}

/** Resolves after `ms`; throws the signal's reason when it is aborted before. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

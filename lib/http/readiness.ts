// Instrumentation and routes are separate bundles: what one knows, the other reads here.
const held = globalThis as unknown as { reveilleBootstrap?: { done: boolean; why: string } };

/** Whether this process has set itself up, and why not yet. */
export function bootstrapState(): { done: boolean; why: string } {
  held.reveilleBootstrap ??= { done: false, why: "the server is starting" };
  return held.reveilleBootstrap;
}

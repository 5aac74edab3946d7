/** Called once when the server starts, before it serves. The edge runtime has no database: only Node does the rest. */
export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") await import("./instrumentation-node");
}

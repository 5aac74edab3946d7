import { bootstrapState } from "@/lib/http/readiness";
import { reply } from "@/lib/http/reply";
import { whyDatabaseNotReady } from "@/lib/queries/workspaces";

/** 200 when migrated, bootstrapped and serving, else 503 with the reason. */
export async function GET() {
  const state = bootstrapState();
  const why = (await whyDatabaseNotReady()) ?? (state.done ? null : state.why);
  const headers = { "x-request-id": crypto.randomUUID() };
  if (!why) return reply(200, { status: "ready" }, headers);
  return reply(503, { status: "not_ready", reason: why, error: { type: "unavailable", message: why } }, { ...headers, "retry-after": "2" });
}

import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/domain/audit";
import type { ImportedSession, SessionEvent } from "@/lib/domain/transcript";
import { maskSecrets } from "@/lib/dreaming/secrets";

export type KnownSession = ImportedSession & { externalId: string; contentId: boolean };

/** A session with its events masked and its identity computed: what takes time is done before the transaction. */
export type PreparedSession = { session: KnownSession; events: SessionEvent[]; masked: boolean; chain: string[] };

export async function prepare(session: ImportedSession): Promise<PreparedSession> {
  const chain = chainOf(session.events);
  const externalId = session.externalId ?? `sha256:${chain[chain.length - 1]}`;
  return { session: { ...session, externalId, contentId: session.externalId === null }, ...(await masked(session.events)), chain };
}

/** Hash chain over events before masking: equal chains at the same length are equal events. */
function chainOf(events: readonly SessionEvent[]): string[] {
  let last = "";
  return events.map((e) => {
    const tool = e.tool ? [e.tool.name, e.tool.callId, e.tool.isError ?? null] : null;
    last = createHash("sha256")
      .update(last)
      .update(canonicalJson([e.type, e.at, e.text, tool, e.trust]))
      .digest("hex");
    return last;
  });
}

/** Secrets are masked before anything but the raw bytes holds them (rule 11). */
async function masked(events: readonly SessionEvent[]): Promise<{ events: SessionEvent[]; masked: boolean }> {
  const out: SessionEvent[] = [];
  let any = false;
  for (const event of events) {
    const { text, masks } = await maskSecrets(event.text);
    out.push(masks.length > 0 ? { ...event, text } : event);
    any ||= masks.length > 0;
  }
  return { events: out, masked: any };
}

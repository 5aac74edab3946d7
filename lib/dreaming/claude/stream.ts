import Anthropic from "@anthropic-ai/sdk";

/** What of a message is looked at. Gateways leave fields out, `usage` among them, and have blocks and stop reasons of their own. */
export type Reply = {
  content: readonly { type: string; text?: string }[];
  stop_reason: string | null;
  stop_details: Anthropic.Message["stop_details"];
  usage: Partial<Anthropic.Usage> | null;
};

/** Something else answers at the address: a page of a proxy or a portal. */
export const NO_EVENTS = "what answered is not the Claude API";

/**
 * One message, put together from the events of its stream. The client's own helper gives up on an answer whose events lack a field that only the bill needs,
 * and it would be paid for again. `begun` is told what has arrived when the stream breaks off. Throws what the client throws.
 */
export async function streamedReply(
  client: Anthropic,
  body: Anthropic.MessageCreateParamsNonStreaming,
  signal: AbortSignal,
  begun: (reply: Reply, requestId: string | null) => Promise<void>,
): Promise<{ reply: Reply; requestId: string | null }> {
  const sent = client.messages.create({ ...body, stream: true }, { signal, maxRetries: 0 });
  const { data: events, request_id: requestId } = await sent.withResponse();
  let reply: Reply | null = null;
  let ended = false;
  let broken: unknown = null;
  try {
    for await (const event of events) {
      if (event.type === "message_start") reply = startOf(event.message);
      else if (event.type === "message_stop") ended = true;
      else if (reply) reply = grown(reply, event);
    }
  } catch (error) {
    broken = error;
  }
  ended ||= reply?.stop_reason != null;
  if (reply && ended && broken === null && !signal.aborted) return { reply, requestId: requestId ?? null };
  if (reply) await begun(reply, requestId ?? null);
  signal.throwIfAborted();
  if (broken instanceof Anthropic.AnthropicError) throw broken;
  throw new Anthropic.AnthropicError(reply || broken ? "the stream ended before the answer did" : NO_EVENTS, { cause: broken });
}

function startOf(message: Partial<Anthropic.Message> | undefined): Reply {
  return { content: [], stop_reason: null, stop_details: message?.stop_details ?? null, usage: message?.usage ?? null };
}

function grown(reply: Reply, event: Anthropic.MessageStreamEvent): Reply {
  switch (event.type) {
    case "content_block_start":
      return { ...reply, content: [...reply.content, event.content_block] };
    case "content_block_delta": {
      const last = reply.content.at(-1);
      if (event.delta.type !== "text_delta" || last?.type !== "text") return reply;
      return { ...reply, content: [...reply.content.slice(0, -1), { type: "text", text: (last.text ?? "") + event.delta.text }] };
    }
    case "message_delta": {
      const { stop_reason, stop_details } = event.delta ?? {};
      return { ...reply, stop_reason: stop_reason ?? null, stop_details: stop_details ?? null, usage: totals(reply.usage, event.usage) };
    }
    default:
      return reply;
  }
}

/** Later counts are of the whole message, and leave out what does not apply. */
function totals(before: Reply["usage"], now: Partial<Anthropic.MessageDeltaUsage> | null | undefined): Reply["usage"] {
  if (!now) return before;
  const told = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null && value !== undefined));
  return { ...before, ...told };
}

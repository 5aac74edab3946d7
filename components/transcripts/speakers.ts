import type { EventType } from "@/lib/domain/transcript";

/** Who or what an event is from, in a word or two. */
export const SPEAKERS: Record<EventType, string> = {
  user: "User",
  assistant: "Agent",
  system: "System",
  thinking: "Thinking",
  note: "Note",
  tool_call: "Tool call",
  tool_result: "Tool result",
};

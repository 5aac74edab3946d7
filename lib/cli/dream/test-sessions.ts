import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A session in which a tool refuses a call, which then goes through with another value; and a rule that the user wants kept. */
export function session(id: string, guest: string, size: number, rule?: string) {
  const call = (n: number, callId: string) => ({
    role: "assistant",
    content: null,
    tool_calls: [{ id: callId, type: "function", function: { name: "book_table", arguments: JSON.stringify({ guest, size: n }) } }],
  });
  return {
    id,
    user: guest,
    task: `table-${id}`,
    created_at: `2026-03-0${(size % 8) + 1}T10:00:00Z`,
    success: true,
    messages: [
      { role: "user", content: `A table for ${size} on the terrace, please.${rule ? ` ${rule}` : ""}` },
      call(size, "c1"),
      { role: "tool", tool_call_id: "c1", name: "book_table", content: "Error: the party is larger than the table allows" },
      call(4, "c2"),
      { role: "tool", tool_call_id: "c2", name: "book_table", content: JSON.stringify({ booked: true, guest }) },
      { role: "assistant", content: `Booked for ${guest}.` },
    ],
  };
}

/** Writes sessions one per line, then whatever `after` holds. Returns the file's path. */
export function writeSessions(folder: string, name: string, sessions: readonly object[], after = ""): string {
  const path = join(folder, name);
  writeFileSync(path, `${sessions.map((one) => JSON.stringify(one)).join("\n")}\n${after}`);
  return path;
}

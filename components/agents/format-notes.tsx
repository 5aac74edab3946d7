import { CodeBlock } from "@/components/ui/code-block";

const CHAT = `{"id": "session-1", "created_at": "2026-03-02T09:00:00Z", "user": "u-17", "success": false, "messages": [
  {"role": "user", "content": "Where is my refund?"},
  {"role": "assistant", "content": "I look it up.", "tool_calls": [
    {"id": "c1", "type": "function", "function": {"name": "find_refund", "arguments": "{\\"order\\": 4711}"}}]},
  {"role": "tool", "tool_call_id": "c1", "content": "Error: order not found"}]}`;

/** The formats, a sentence each; the one to write when there is a choice is shown whole. */
export function FormatNotes({ formats }: { formats: readonly { name: string; sentence: string }[] }) {
  return (
    <div className="space-y-4">
      <dl className="grid gap-x-6 text-13 sm:grid-cols-[max-content_minmax(0,1fr)] sm:gap-y-1">
        {formats.map((f) => (
          <div key={f.name} className="contents">
            <dt>
              <code>{f.name}</code>
            </dt>
            <dd className="text-muted max-sm:mb-2">{f.sentence.replaceAll("`", "")}</dd>
          </div>
        ))}
      </dl>
      <CodeBlock label="chat: the format to send when there is a choice" code={CHAT} />
    </div>
  );
}

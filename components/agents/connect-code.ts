/** What a program copies to load its memory and to send its sessions in. `url` has no slash at its end. */
export type ConnectAt = { url: string; agentId: string };

export const KEY_VARIABLE = "REVEILLE_API_KEY";

export const curlCode = ({ url, agentId }: ConnectAt) => `# At the start of a session: the memory as Markdown, ready for the system prompt.
curl -fsS -H "Authorization: Bearer $${KEY_VARIABLE}" \\
  "${url}/api/v1/agents/${agentId}/memory?format=markdown&session_id=SESSION_ID"

# At its end: the session itself. The same session_id joins it to what it was handed.
curl -fsS -H "Authorization: Bearer $${KEY_VARIABLE}" -H "Content-Type: application/json" \\
  --data-binary @session.json \\
  "${url}/api/v1/agents/${agentId}/transcripts?name=session.json"`;

export const pythonCode = ({ url, agentId }: ConnectAt) => `import json, os, urllib.parse, urllib.request

BASE = "${url}/api/v1/agents/${agentId}"
AUTH = {"Authorization": "Bearer " + os.environ["${KEY_VARIABLE}"]}


def load_memory(session_id: str) -> str:
    """The approved memory as Markdown, for the system prompt."""
    query = urllib.parse.urlencode({"format": "markdown", "session_id": session_id})
    request = urllib.request.Request(f"{BASE}/memory?{query}", headers=AUTH)
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read().decode()


def send_session(session_id: str, messages: list, success: bool | None = None) -> dict:
    """The finished session: OpenAI-style messages. Sending it again does no harm."""
    session = {"id": session_id, "messages": messages}
    if success is not None:
        session["success"] = success
    request = urllib.request.Request(
        f"{BASE}/transcripts",
        data=json.dumps(session).encode(),
        headers={**AUTH, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)`;

export const typescriptCode = ({ url, agentId }: ConnectAt) => `const base = "${url}/api/v1/agents/${agentId}";
const auth = { authorization: \`Bearer \${process.env.${KEY_VARIABLE}}\` };

/** The approved memory as Markdown, for the system prompt. */
export async function loadMemory(sessionId: string): Promise<string> {
  const query = new URLSearchParams({ format: "markdown", session_id: sessionId });
  const response = await fetch(\`\${base}/memory?\${query}\`, { headers: auth });
  if (!response.ok) throw new Error(\`Reveille answered \${response.status}\`);
  return response.text();
}

/** The finished session: OpenAI-style messages. Sending it again does no harm. */
export async function sendSession(sessionId: string, messages: unknown[], success?: boolean): Promise<void> {
  const response = await fetch(\`\${base}/transcripts\`, {
    method: "POST",
    headers: { ...auth, "content-type": "application/json" },
    body: JSON.stringify({ id: sessionId, messages, ...(success === undefined ? {} : { success }) }),
  });
  if (!response.ok) throw new Error(\`Reveille answered \${response.status}: \${await response.text()}\`);
}`;

/** A script for both ends of a Claude Code session: it prints the memory at the start, which Claude Code adds to the context, and sends the session in at the end. */
export const hookScript = ({ url, agentId }: ConnectAt) => `#!/bin/sh
# Saved as ~/.claude/hooks/reveille.sh, made executable with chmod +x
base="${url}/api/v1/agents/${agentId}"
input=$(cat)
field() { printf '%s' "$input" | sed -n 's/.*"'"$1"'"[[:space:]]*:[[:space:]]*"\\([^"]*\\)".*/\\1/p' | head -n 1; }
session=$(field session_id)

case "$(field hook_event_name)" in
  SessionStart)
    curl -fsS --max-time 10 -H "Authorization: Bearer $${KEY_VARIABLE}" \\
      "$base/memory?format=markdown&session_id=$session" ;;
  SessionEnd)
    curl -fsS --max-time 60 -o /dev/null -H "Authorization: Bearer $${KEY_VARIABLE}" \\
      -H "Content-Type: application/x-ndjson" --data-binary @"$(field transcript_path)" \\
      "$base/transcripts?format=claude-code&name=$session.jsonl" ;;
esac
exit 0 # a server that is away never holds a session up`;

export const hookSettings = `{
  "hooks": {
    "SessionStart": [{ "hooks": [{ "type": "command", "command": "~/.claude/hooks/reveille.sh" }] }],
    "SessionEnd": [{ "hooks": [{ "type": "command", "command": "~/.claude/hooks/reveille.sh" }] }]
  }
}`;

import type { ImportError, ImportResult } from "@/lib/domain/views";

export type SendOutcome = { ok: true; value: ImportResult } | { ok: false; message: string; errors: ImportError[] };
export type SendFile = (file: File, onProgress: (sentBytes: number) => void, signal: AbortSignal) => Promise<SendOutcome>;

/** Sends one file to the agent's transcripts. XMLHttpRequest, because `fetch` does not tell how much of a body has gone. */
export const sendFileTo =
  (agentId: string, format = "auto"): SendFile =>
  (file, onProgress, signal) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const fail = (message: string) => resolve({ ok: false, message, errors: [] });
      request.open("POST", `/api/v1/agents/${encodeURIComponent(agentId)}/transcripts?${new URLSearchParams({ format, name: file.name })}`);
      request.setRequestHeader("content-type", typeOf(file.name));
      if (file.name.endsWith(".gz")) request.setRequestHeader("content-encoding", "gzip");
      request.responseType = "json";
      request.upload.onprogress = (event) => onProgress(event.loaded);
      request.onerror = () => fail("The connection broke. What was already imported is kept; send the file again and the rest follows.");
      request.onabort = () => fail("Stopped. What was already imported is kept.");
      request.onload = () => resolve(outcomeOf(request.status, request.response));
      signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(file);
    });

function typeOf(name: string): string {
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(name)) return "application/x-ndjson";
  return /\.json(\.gz)?$/i.test(name) ? "application/json" : "text/plain";
}

type Refusal = { error?: { message?: string; details?: unknown } };

/** The answer as an outcome: 200 is a result, everything else a message with the refused places where it names them. */
export function outcomeOf(status: number, body: unknown): SendOutcome {
  if (status === 200 && body) return { ok: true, value: body as ImportResult };
  const error = (body as Refusal | null)?.error;
  const details = error?.details as { errors?: ImportError[]; tried?: { format: string; why: string }[] } | ImportError[] | undefined;
  if (details && !Array.isArray(details) && details.tried) {
    // Each format that was tried says on a line of its own why it is not the one; the message need not repeat them.
    const message = (error?.message ?? "").replace(/ \(.*\)\.$/s, ".");
    return { ok: false, message, errors: details.tried.map((t) => ({ file: "", path: `as ${t.format}`, message: t.why })) };
  }
  const errors = Array.isArray(details) ? details : (details?.errors ?? []);
  return {
    ok: false,
    message: error?.message ?? `The server answered ${status} and took nothing.`,
    errors: errors.filter((e) => typeof e?.message === "string"),
  };
}

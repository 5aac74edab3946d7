import type { Import, ImportError, ImportResult } from "@/lib/domain/views";

/** What became of a file. `again`: it was not kept for a reason that may pass, so that the same file may be sent once more. */
export type SendOutcome = { ok: true; value: ImportResult } | { ok: false; message: string; errors: ImportError[]; again?: boolean };
/** Its bytes are kept and will be read, or why they are not. */
export type Sent = { kept: string } | { refused: SendOutcome };

/** Sends one file to the agent's transcripts, without waiting for it to be read. XMLHttpRequest, because `fetch` does not tell how much of a body has gone. */
export function sendFile(agentId: string, file: File, onProgress: (sentBytes: number) => void, signal: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = (message: string) => resolve({ refused: { ok: false, message, errors: [], again: true } });
    request.open("POST", `/api/v1/agents/${encodeURIComponent(agentId)}/transcripts?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("content-type", typeOf(file.name));
    request.setRequestHeader("prefer", "respond-async");
    if (file.name.endsWith(".gz")) request.setRequestHeader("content-encoding", "gzip");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => fail("The connection broke before the whole file was here. Nothing of it is kept; send it again.");
    request.onabort = () => fail("Canceled before the whole file was here. Nothing of it is kept.");
    request.onload = () => resolve(answered(request.status, request.response));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function typeOf(name: string): string {
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(name)) return "application/x-ndjson";
  return /\.json(\.gz)?$/i.test(name) ? "application/json" : "text/plain";
}

function answered(status: number, body: unknown): Sent {
  const kept = (body as { import_id?: string } | null)?.import_id;
  if (status === 202 && kept) return { kept };
  const error = (body as { error?: { message?: string; details?: unknown } } | null)?.error;
  return {
    refused: { ok: false, message: error?.message ?? `The server answered ${status} and took nothing.`, errors: [], again: status >= 500 },
  };
}

/** How an import ended: a result, or why there is none, with the refused places. Null while it has not. */
export function outcomeOf({ name, status, result, error }: Import): SendOutcome | null {
  switch (status) {
    case "receiving":
    case "queued":
    case "running":
      return null;
    case "completed":
    case "canceled": {
      if (!result) return { ok: false, message: "The import was canceled before anything was read.", errors: [], again: true };
      const taken = result.imported.length + result.updated.length + result.duplicates.length;
      if (taken > 0 || result.canceled) return { ok: true, value: result };
      return { ok: false, message: `Nothing could be imported from ${name}.`, errors: result.errors };
    }
    case "failed": {
      const tried = (error?.details as { tried?: { format: string; why: string }[] } | undefined)?.tried;
      if (!tried) return { ok: false, message: error?.message ?? "The import failed.", errors: [], again: true };
      // Each format that was tried says on a line of its own why it is not the one; the message need not repeat them.
      const errors = tried.map((t) => ({ file: "", path: `as ${t.format}`, message: t.why }));
      return { ok: false, message: `${name} is in no format that is known here.`, errors };
    }
    default:
      return status satisfies never;
  }
}

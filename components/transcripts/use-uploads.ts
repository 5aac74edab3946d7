import { useEffect, useRef, useState } from "react";
import { type SendOutcome, sendFile } from "@/components/transcripts/send-file";

/** One file on its way: `kept` once its bytes are here and the import goes on without this page. */
export type Upload = {
  key: string;
  name: string;
  size: number;
  state: "waiting" | "sending" | "kept" | "over";
  /** Not known of one that was sent before this page was opened. */
  file?: File;
  sent: number;
  importId?: string;
  outcome?: SendOutcome;
};

/** An import that was under way when the page was opened. */
export type OpenImport = { id: string; name: string; size: number };

const AT_ONCE = 2;

/** The files of a drop zone, two sent at once; one that fails stops none of the others. */
export function useUploads(agentId: string, open: readonly OpenImport[], onOver: (upload: Upload, outcome: SendOutcome) => void) {
  const [uploads, setUploads] = useState<Upload[]>(() =>
    open.map(({ id, name, size }) => ({ key: id, name, size, sent: size, state: "kept", importId: id })),
  );
  const queue = useRef<Upload[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const active = useRef(0);
  const nextKey = useRef(0);
  const change = (key: string, part: Partial<Upload>) => setUploads((all) => all.map((u) => (u.key === key ? { ...u, ...part } : u)));

  // What is still to be sent goes with the page; the browser asks before that.
  const unsent = uploads.some((u) => u.state === "waiting" || u.state === "sending");
  useEffect(() => {
    if (!unsent) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsent]);

  const end = (upload: Upload, outcome: SendOutcome) => {
    change(upload.key, { state: "over", outcome });
    onOver(upload, outcome);
  };
  const send = async (upload: Upload, file: File) => {
    const stop = new AbortController();
    stops.current.set(upload.key, stop);
    change(upload.key, { state: "sending" });
    const sent = await sendFile(agentId, file, (bytes) => change(upload.key, { sent: bytes }), stop.signal).catch(
      (): { refused: SendOutcome } => ({
        refused: { ok: false, message: "The file could not be read in this browser. Nothing of it was sent.", errors: [], again: true },
      }),
    );
    stops.current.delete(upload.key);
    if ("kept" in sent) change(upload.key, { state: "kept", importId: sent.kept });
    else end(upload, sent.refused);
  };
  const pump = () => {
    while (active.current < AT_ONCE) {
      const next = queue.current.shift();
      if (!next?.file) return;
      active.current++;
      void send(next, next.file).finally(() => {
        active.current--;
        pump();
      });
    }
  };
  const add = (files: Iterable<File>) => {
    const added = [...files].map((file): Upload => {
      const key = `file-${nextKey.current++}`;
      return { key, name: file.name, size: file.size, state: "waiting", file, sent: 0 };
    });
    queue.current.push(...added);
    setUploads((all) => [...all, ...added]);
    pump();
  };
  /** Of one that waits or is being sent; what is kept already is canceled on the server. */
  const cancel = (upload: Upload) => {
    stops.current.get(upload.key)?.abort();
    if (upload.state !== "waiting") return;
    queue.current = queue.current.filter((u) => u.key !== upload.key);
    end(upload, { ok: false, message: "Canceled before it was sent.", errors: [], again: true });
  };
  const again = (upload: Upload) => {
    setUploads((all) => all.filter((u) => u.key !== upload.key));
    if (upload.file) add([upload.file]);
  };
  return { uploads, add, cancel, again, end };
}

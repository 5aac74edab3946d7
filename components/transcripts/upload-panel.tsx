"use client";

import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useAnnounce } from "@/components/shell/live-region";
import { type SendFile, type SendOutcome, sendFileTo } from "@/components/transcripts/send-file";
import { UploadResult } from "@/components/transcripts/upload-result";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { bytes, count } from "@/components/ui/labels";
import { Progress } from "@/components/ui/progress";

export type UploadPanelProps = {
  agentId: string;
  /** How a file is sent; by default to the API of this server. */
  send?: SendFile;
  /** Called when the last of the dropped files is done. */
  onDone?: () => void;
  /** The next step, shown once something was imported. */
  next?: ReactNode;
};

type Item = { id: number; file: File; state: "waiting" | "sending" | "done"; sent: number; outcome?: SendOutcome; stop: AbortController };

const AT_ONCE = 2;

/** Drop several files; each shows how far it is, then what was taken, what not, and why. */
export function UploadPanel({ agentId, send = sendFileTo(agentId), onDone, next }: UploadPanelProps) {
  const [items, setItems] = useState<Item[]>([]);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const queue = useRef<Item[]>([]);
  const active = useRef(0);
  const nextId = useRef(0);
  const announce = useAnnounce();
  const change = (id: number, part: Partial<Item>) => setItems((all) => all.map((i) => (i.id === id ? { ...i, ...part } : i)));

  const pump = () => {
    while (active.current < AT_ONCE && queue.current.length > 0) {
      const item = queue.current.shift() as Item;
      active.current++;
      change(item.id, { state: "sending" });
      send(item.file, (sent) => change(item.id, { sent }), item.stop.signal)
        .catch(
          (): SendOutcome => ({ ok: false, message: "The file could not be read in this browser. Nothing of it was sent.", errors: [] }),
        )
        .then((outcome) => {
          change(item.id, { state: "done", outcome });
          announce(`${item.file.name}: ${outcome.ok ? `${count(outcome.value.imported.length, "session")} imported` : outcome.message}`);
          active.current--;
          if (active.current === 0 && queue.current.length === 0) onDone?.();
          pump();
        });
    }
  };
  const add = (files: Iterable<File>) => {
    const added = [...files].map((file): Item => ({ id: nextId.current++, file, state: "waiting", sent: 0, stop: new AbortController() }));
    queue.current.push(...added);
    setItems((all) => [...all, ...added]);
    pump();
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const imported = items.some((i) => i.outcome?.ok && i.outcome.value.imported.length + i.outcome.value.updated.length > 0);

  return (
    <div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse only; the button in it does the same by keyboard */}
      <div
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cx(
          "flex flex-wrap items-center gap-x-4 gap-y-3 rounded border border-dashed border-edge px-5 py-6 transition-colors",
          over && "border-night-rule bg-night-ground",
        )}
      >
        <Upload size={20} aria-hidden className="text-muted" />
        <p className="min-w-0 grow basis-56 text-14">
          Drop session files here
          <span className="block text-13 text-muted">.json or .jsonl, several at once. The format is found by looking inside.</span>
        </p>
        <Button variant={items.length === 0 ? "primary" : "outline"} onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          accept=".json,.jsonl,.ndjson,.gz,application/json,application/x-ndjson"
          aria-label="Session files"
          tabIndex={-1}
          className="sr-only"
          onChange={(e) => {
            add(e.target.files ?? []);
            e.target.value = "";
          }}
        />
      </div>
      {items.length > 0 ? (
        <ul aria-label="Files" className="mt-4 divide-y divide-line border-y border-line">
          {items.map((item) => (
            <li key={item.id} className="py-3">
              <div className="flex items-baseline gap-3 text-13">
                <span className="min-w-0 truncate font-strong">{item.file.name}</span>
                <span className="tabular shrink-0 text-muted">{stateWords(item)}</span>
                {item.state === "sending" ? (
                  <Button size="sm" variant="quiet" className="ml-auto" onClick={() => item.stop.abort()}>
                    Stop
                  </Button>
                ) : null}
              </div>
              {item.state === "sending" ? (
                <div className="mt-1.5">
                  <Progress
                    label={`Sending ${item.file.name}`}
                    {...(item.sent < item.file.size ? { value: item.sent, max: item.file.size } : {})}
                  />
                </div>
              ) : null}
              {item.outcome ? <UploadResult outcome={item.outcome} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {imported && next ? <div className="mt-4">{next}</div> : null}
    </div>
  );
}

function stateWords(item: Item): string {
  if (item.state === "waiting") return `${bytes(item.file.size)}, waits`;
  if (item.state === "done") return bytes(item.file.size);
  return item.sent < item.file.size ? `${bytes(item.sent)} of ${bytes(item.file.size)} sent` : "sent, being read";
}

"use client";

import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useAnnounce } from "@/components/shell/live-region";
import type { SendOutcome } from "@/components/transcripts/send-file";
import { UploadRow } from "@/components/transcripts/upload-row";
import { type OpenImport, useUploads } from "@/components/transcripts/use-uploads";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { count } from "@/components/ui/labels";
import { QueryProvider } from "@/lib/client/query-client";

export type UploadPanelProps = {
  agentId: string;
  /** Imports of the agent that are still under way, sent from here before or from elsewhere. */
  open: readonly OpenImport[];
  /** Called when a file that brought something in has been read. */
  onDone?: () => void;
  /** The next step, shown once something was imported. */
  next?: ReactNode;
};

const broughtIn = (outcome: SendOutcome | undefined) =>
  outcome?.ok === true && outcome.value.imported.length + outcome.value.updated.length > 0;

/** Drop several files; each shows how far it is, then what was taken, what not, and why. */
export function UploadPanel({ agentId, open, onDone, next }: UploadPanelProps) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const announce = useAnnounce();
  const { uploads, add, cancel, again, end } = useUploads(agentId, open, ({ name }, outcome) => {
    announce(`${name}: ${outcome.ok ? `${count(outcome.value.imported.length, "session")} imported` : outcome.message}`);
    if (broughtIn(outcome)) onDone?.();
  });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const ended = uploads.filter((u) => u.state === "over").length;

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
          <span className="block text-13 text-muted">
            .json or .jsonl, several at once. The format is found by looking inside. Once a file is sent you may leave: it is read all the
            same.
          </span>
        </p>
        <Button variant={uploads.length === 0 ? "primary" : "outline"} onClick={() => input.current?.click()}>
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
      {uploads.length > 1 ? <p className="tabular mt-4 text-13 text-muted">{`${ended} of ${count(uploads.length, "file")} done`}</p> : null}
      {uploads.length > 0 ? (
        <QueryProvider>
          <ul aria-label="Files" className="mt-2 divide-y divide-line border-y border-line">
            {uploads.map((upload) => (
              <UploadRow
                key={upload.key}
                upload={upload}
                onCancel={() => cancel(upload)}
                onAgain={() => again(upload)}
                onEnd={(outcome) => end(upload, outcome)}
              />
            ))}
          </ul>
        </QueryProvider>
      ) : null}
      {next && uploads.some((u) => broughtIn(u.outcome)) ? <div className="mt-4">{next}</div> : null}
    </div>
  );
}

"use client";

import { FileUp } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type DragEvent, useRef, useState } from "react";
import { countsWords } from "@/components/history/version-words";
import { type ImportMemoryOutcome, importMemoryFiles } from "@/components/stores/import-memory";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { Dialog } from "@/components/ui/dialog";
import { count } from "@/components/ui/labels";
import { Progress } from "@/components/ui/progress";
import { paths } from "@/lib/paths";

/** Brings Markdown files into a store as one version: a file, several, a folder, a zip. */
export function ImportButton({ storeId, variant = "outline" }: { storeId: string; variant?: "outline" | "primary" }) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<ImportMemoryOutcome>();
  const router = useRouter();
  const take = async (files: readonly File[]) => {
    if (files.length === 0 || busy) return;
    setBusy(true);
    setOutcome(undefined);
    const done = await importMemoryFiles(storeId, files).catch(
      (): ImportMemoryOutcome => ({
        ok: false,
        message: "The server could not be reached, or a file could not be read. Look at the history before you try again.",
      }),
    );
    setBusy(false);
    setOutcome(done);
    if (done.ok) router.refresh();
  };
  const show = (next: boolean) => {
    setOpen(next);
    if (next) setOutcome(undefined);
  };
  return (
    <>
      <Button variant={variant} onClick={() => show(true)}>
        Import
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        title="Import memories"
        description="They become one new version at once, without a review. A memory with the same path is replaced; what is not among the files stays."
      >
        <div className="space-y-3">
          <DropZone busy={busy} onFiles={take} />
          <div role="status">{outcome?.ok ? <Imported storeId={storeId} outcome={outcome} onClose={() => show(false)} /> : null}</div>
          {outcome && !outcome.ok ? <Alert tone="problem" title={outcome.message} /> : null}
        </div>
      </Dialog>
    </>
  );
}

function Imported({ storeId, outcome, onClose }: { storeId: string; outcome: ImportMemoryOutcome & { ok: true }; onClose: () => void }) {
  const { number, counts, changed, files, skipped } = outcome.value;
  const left =
    skipped.length > 0
      ? ` Left out, not Markdown: ${skipped.slice(0, 5).join(", ")}${skipped.length > 5 ? ` and ${skipped.length - 5} more` : ""}.`
      : "";
  if (!changed) return <Alert title="Every memory already reads so">{`Nothing was changed by ${count(files, "file")}.${left}`}</Alert>;
  return (
    <Alert tone="done" title={`Version ${number} is live`}>
      {`${count(files, "file")}: ${countsWords(counts)}.${left} `}
      <Link href={paths.version(storeId, number)} onClick={onClose} className="rounded-sm underline underline-offset-2">
        See what changed
      </Link>
    </Alert>
  );
}

function DropZone({ busy, onFiles }: { busy: boolean; onFiles: (files: File[]) => void }) {
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  const hidden = { type: "file", tabIndex: -1, className: "sr-only", multiple: true } as const;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse only; the buttons in it do the same by keyboard
    <div
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx("rounded border border-dashed border-edge px-5 py-5 transition-colors", over && "border-night-rule bg-night-ground")}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <FileUp size={20} aria-hidden className="text-muted" />
        <p className="min-w-0 grow basis-56 text-14">
          Drop Markdown files here
          <span className="block text-13 text-muted">.md files, or a zip or tar.gz of a folder of them. The folders become the paths.</span>
        </p>
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" onClick={() => files.current?.click()} disabled={busy}>
            Choose files
          </Button>
          <Button onClick={() => folder.current?.click()} disabled={busy}>
            Choose a folder
          </Button>
        </div>
      </div>
      {busy ? (
        <div className="mt-3">
          <Progress label="Importing" />
        </div>
      ) : null}
      <input
        {...hidden}
        ref={files}
        aria-label="Markdown files"
        accept=".md,.markdown,.txt,.zip,.tgz,.gz"
        onChange={(e) => {
          onFiles([...(e.target.files ?? [])]);
          e.target.value = "";
        }}
      />
      <input
        {...hidden}
        ref={(node) => {
          folder.current = node;
          node?.setAttribute("webkitdirectory", "");
        }}
        aria-label="A folder of Markdown files"
        onChange={(e) => {
          onFiles([...(e.target.files ?? [])]);
          e.target.value = "";
        }}
      />
    </div>
  );
}

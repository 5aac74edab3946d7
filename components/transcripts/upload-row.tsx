"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { outcomeOf, type SendOutcome } from "@/components/transcripts/send-file";
import { UploadResult } from "@/components/transcripts/upload-result";
import type { Upload } from "@/components/transcripts/use-uploads";
import { Button } from "@/components/ui/button";
import { bytes, count } from "@/components/ui/labels";
import { Progress } from "@/components/ui/progress";
import { cancelImport, importQuery } from "@/lib/client/import";
import type { Import } from "@/lib/domain/views";

type Props = { upload: Upload; onCancel: () => void; onAgain: () => void; onEnd: (outcome: SendOutcome) => void };

/** One file: how far it is, what to do about it, and at its end what was taken and what was not. */
export function UploadRow({ upload, onCancel, onAgain, onEnd }: Props) {
  const { name, size, state, sent, outcome, importId } = upload;
  if (state === "kept" && importId) return <KeptRow upload={upload} importId={importId} onEnd={onEnd} />;
  const cancel = (
    <Button size="sm" variant="quiet" aria-label={`Cancel ${name}`} onClick={onCancel}>
      Cancel
    </Button>
  );
  switch (state) {
    case "waiting":
      return <Row name={name} words={`${bytes(size)}, waits`} action={cancel} />;
    case "sending":
      return (
        <Row name={name} words={sent < size ? `${bytes(sent)} of ${bytes(size)} sent` : `${bytes(size)} sent`} action={cancel}>
          <Progress label={`Sending ${name}`} {...(sent < size ? { value: sent, max: size } : {})} />
        </Row>
      );
    case "kept":
    case "over": {
      const again = outcome && !outcome.ok && outcome.again && upload.file;
      return (
        <Row
          name={name}
          words={bytes(size)}
          action={
            again ? (
              <Button size="sm" aria-label={`Send ${name} again`} onClick={onAgain}>
                Send again
              </Button>
            ) : null
          }
        >
          {outcome ? <UploadResult outcome={outcome} /> : null}
        </Row>
      );
    }
    default:
      return state satisfies never;
  }
}

/** A file whose bytes are here: it is read whether or not this page is open. */
function KeptRow({ upload: { name, size }, importId, onEnd }: { upload: Upload; importId: string; onEnd: Props["onEnd"] }) {
  const { data, isError } = useQuery(importQuery(importId));
  const [canceling, setCanceling] = useState(false);
  const end = useEffectEvent(onEnd);
  useEffect(() => {
    const outcome = data ? outcomeOf(data) : null;
    if (outcome) end(outcome);
  }, [data]);
  const cancel = async () => {
    setCanceling(true);
    // Where it cannot be canceled any more, or the server was not reached, the button comes back or the result does.
    if (!(await cancelImport(importId).catch(() => false))) setCanceling(false);
  };
  const reading = data?.status === "running" && data.bytes_total > 0;
  return (
    <Row
      name={name}
      words={isError ? "the server does not answer; asking again" : canceling ? "stopping after the session at hand" : wordsOf(data, size)}
      action={
        <Button size="sm" variant="quiet" aria-label={`Cancel ${name}`} pending={canceling} onClick={cancel}>
          Cancel
        </Button>
      }
    >
      <Progress label={`Reading ${name}`} {...(reading ? { value: data.bytes_done, max: data.bytes_total } : {})} />
    </Row>
  );
}

function wordsOf(data: Import | undefined, size: number): string {
  if (data?.status !== "running") return `${bytes(size)} sent, waits to be read`;
  return `${bytes(data.bytes_done)} of ${bytes(data.bytes_total)} read, ${count(data.sessions_done, "session")}`;
}

function Row({ name, words, action, children }: { name: string; words: string; action: ReactNode; children?: ReactNode }) {
  return (
    <li className="py-3">
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 text-13 max-md:min-h-9">
        <span className="min-w-0 truncate font-strong">{name}</span>
        <span className="tabular text-muted">{words}</span>
        {action ? <span className="ml-auto">{action}</span> : null}
      </div>
      {children ? <div className="mt-1.5">{children}</div> : null}
    </li>
  );
}

"use client";

import { useDeferredValue, useState } from "react";
import { ProseDiff } from "@/components/diff/prose-diff";
import type { MemoryActions } from "@/components/memory/memory-page";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { ActionOutcome } from "@/lib/domain/views";

type Props = { path: string; content: string; sha256: string; save: MemoryActions["save"]; onClose: () => void };

/** A person's own words for a memory: saving makes a version at once. */
export function MemoryEditor({ path, content, sha256, save, onClose }: Props) {
  const [text, setText] = useState(content);
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const shown = useDeferredValue(text);
  const run = async () => {
    setPending(true);
    const outcome = await save({ content: text, expectedSha256: sha256 }).catch(
      (): ActionOutcome<unknown> => ({ ok: false, message: "The server could not be reached. Your words are still here; try again." }),
    );
    setPending(false);
    if (outcome.ok) onClose();
    else setProblem(outcome.message);
  };
  return (
    <div className="space-y-3">
      {problem ? (
        <Alert tone="conflict" title={problem}>
          Nothing was saved; your words are still here.
        </Alert>
      ) : null}
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person asked for this editor a moment ago
        autoFocus
        aria-label={`Text of ${path}`}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) void run();
          else if (e.key === "Escape") onClose();
        }}
        rows={Math.min(28, Math.max(8, text.split("\n").length + 2))}
        className="field-edge reading w-full max-w-none px-4 py-3"
      />
      <div className="flex flex-wrap gap-2">
        <Button variant="dawn" pending={pending} disabled={text === content} onClick={run} shortcut="Ctrl ⏎">
          Save as a new version
        </Button>
        <Button variant="quiet" onClick={onClose} shortcut="Esc">
          Keep it as it is
        </Button>
      </div>
      {shown === content ? null : (
        <div className="border-t border-line pt-3">
          <h2 className="mb-2 text-13 text-muted">What you changed</h2>
          <ProseDiff before={content} after={shown} />
        </div>
      )}
    </div>
  );
}

"use client";

import { useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { ProseDiff } from "@/components/diff/prose-diff";
import { Findings } from "@/components/review/findings";
import { MergeEditor } from "@/components/review/merge-editor";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { count } from "@/components/ui/labels";
import { useMediaQuery } from "@/components/ui/use-media-query";
import type { Finding } from "@/lib/domain/finding";
import type { ActionOutcome } from "@/lib/domain/views";

export type ChangeEditorProps = {
  path: string;
  before: string | null;
  /** The text as it would be applied without this edit. */
  proposed: string;
  /** What was written so far, if anything. */
  draft: string | undefined;
  /** `undefined` ends the draft. */
  onDraft: (text: string | undefined) => void;
  /** Runs the checks on a text; a refusal says why it cannot become memory. */
  check: (text: string) => Promise<ActionOutcome<Finding[]>>;
  onSave: (text: string) => void;
  onLeave: () => void;
};

/** The words of a change, to be put better, against what the agent reads now. The checks run again before they are saved. */
export function ChangeEditor({ path, before, proposed, draft, onDraft, check, onSave, onLeave }: ChangeEditorProps) {
  const text = draft ?? proposed;
  const shown = useDeferredValue(text);
  const [checked, setChecked] = useState<{ text: string; problem?: string; findings: Finding[] }>();
  const [pending, setPending] = useState(false);
  const [asking, setAsking] = useState(false);
  const wide = useMediaQuery("(min-width: 768px)");
  const section = useRef<HTMLElement>(null);
  const reportId = useId();
  const unsaved = draft !== undefined && draft !== proposed;
  const warned = checked?.text === text && !checked.problem && checked.findings.length > 0;

  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);

  const save = async () => {
    if (pending || text.trim() === "") return;
    if (warned) return onSave(text);
    setPending(true);
    const outcome = await check(text).catch(
      (): ActionOutcome<Finding[]> => ({ ok: false, message: "The server could not be reached, so the checks have not run." }),
    );
    setPending(false);
    if (!outcome.ok) return setChecked({ text, problem: outcome.message, findings: [] });
    if (outcome.value.length > 0) return setChecked({ text, findings: outcome.value });
    onSave(text);
  };
  const leave = () => (unsaved ? setAsking(true) : onLeave());

  /** The same keys as in the field, wherever in the editor the focus is; what a dialog over it hears is not ours. */
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    if (event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    else return;
    event.preventDefault();
  };

  return (
    <section ref={section} data-change-editor aria-label="Edit the change" className="space-y-3" onKeyDown={onKeyDown}>
      <MergeEditor
        key={wide ? "merged" : "plain"}
        label={`New text of ${path}`}
        describedBy={reportId}
        original={wide ? before : null}
        initial={text}
        onChange={onDraft}
        onSave={save}
        onLeave={leave}
      />
      <div id={reportId} aria-live="polite" className="space-y-2 empty:hidden">
        {checked?.problem ? (
          <Alert tone="problem" title={checked.problem}>
            Nothing was saved; your words are still here.
          </Alert>
        ) : null}
        {warned ? (
          <>
            <p className="text-13">{`The checks found ${count(checked.findings.length, "thing")} in your text. Change it, or save it as it is.`}</p>
            <Findings findings={checked.findings} />
          </>
        ) : null}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="dawn" onClick={save} pending={pending} disabled={text.trim() === ""} shortcut="Ctrl ⏎">
          {warned ? "Save it as it is and accept" : "Save and accept"}
        </Button>
        <Button variant="quiet" onClick={leave} shortcut="Esc">
          Leave it as proposed
        </Button>
        <span className="text-12 text-muted">
          {count([...text].length, "character")}. Your words count as yours: no later dream changes them without asking.
        </span>
      </div>
      <Comparison wide={wide} before={before} proposed={proposed} shown={shown} />
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          // Nothing opened it that the focus could go back to: who stays goes on writing.
          if (!open) requestAnimationFrame(() => section.current?.querySelector<HTMLElement>("[role=textbox]")?.focus());
        }}
        title="Leave without saving?"
        consequence="The words that you wrote are thrown away. The change stays as it was proposed."
        confirm="Throw my words away"
        tone="danger"
        onConfirm={async () => {
          onDraft(undefined);
          onLeave();
          return undefined;
        }}
      />
    </section>
  );
}

/** The same comparison in words: below the field on a small screen, on demand beside the live one, which a screen reader hears only by line. */
function Comparison({ wide, before, proposed, shown }: { wide: boolean; before: string | null; proposed: string; shown: string }) {
  const heading = before === null ? "What the agent would read" : "Against what the agent reads now";
  return (
    <div className="space-y-2 border-t border-line pt-3">
      {wide && before !== null ? (
        <Folded title={`${heading}, as prose`}>
          <ProseDiff before={before} after={shown} />
        </Folded>
      ) : wide ? null : (
        <>
          <h3 className="text-13 text-muted">{heading}</h3>
          <ProseDiff before={before} after={shown} />
        </>
      )}
      <Folded title="Against what was proposed">
        {shown === proposed ? (
          <p className="text-13 text-muted">You have changed nothing yet.</p>
        ) : (
          <ProseDiff before={proposed} after={shown} />
        )}
      </Folded>
    </div>
  );
}

/** Draws its content only while it is open: a comparison for each key pressed is work that nobody sees. */
function Folded({ title, children }: { title: string; children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex items-center gap-2 rounded-sm py-1 text-13 text-muted hover:text-ink">
        <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
          ▸
        </span>
        {title}
      </summary>
      {open ? <div className="mt-2">{children}</div> : null}
    </details>
  );
}

"use client";

import { useDeferredValue, useEffect, useRef } from "react";
import { ProseDiff } from "@/components/diff/prose-diff";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";

export type ChangeEditorProps = {
  path: string;
  before: string | null;
  value: string;
  onChange: (value: string) => void;
  onSave: () => void;
  onCancel: () => void;
};

/** The words of a change, to be put better. Below stands what the agent would read, against what it reads now. */
export function ChangeEditor({ path, before, value, onChange, onSave, onCancel }: ChangeEditorProps) {
  const shown = useDeferredValue(value);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const node = area.current;
    node?.focus();
    node?.setSelectionRange(node.value.length, node.value.length);
  }, []);
  return (
    <section aria-label="Edit the change" className="space-y-3">
      <textarea
        ref={area}
        aria-label={`New text of ${path}`}
        value={value}
        onChange={(e) => onChange(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
            e.preventDefault();
            onSave();
          } else if (e.key === "Escape") onCancel();
        }}
        rows={Math.min(24, Math.max(6, value.split("\n").length + 2))}
        className="field-edge reading w-full max-w-none px-4 py-3"
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="dawn" onClick={onSave} disabled={value.trim() === ""} shortcut="Ctrl ⏎">
          Save and accept
        </Button>
        <Button variant="quiet" onClick={onCancel} shortcut="Esc">
          Leave it as proposed
        </Button>
        <span className="text-12 text-muted">
          {count([...value].length, "character")}. Your words count as yours: no later dream changes them without asking.
        </span>
      </div>
      <div className="border-t border-line pt-3">
        <h3 className="mb-2 text-13 text-muted">{before === null ? "What the agent would read" : "Against what the agent reads now"}</h3>
        <ProseDiff before={before} after={shown} />
      </div>
    </section>
  );
}

"use client";

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { REJECT_REASONS } from "@/components/review/choices";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";

// The forms stand in the bar, which is always in sight: focusing in it must not scroll away what is decided.

/** A block is accepted only with words that say why. */
export function CommentForm({ onAccept, onBack }: { onAccept: (comment: string) => void; onBack: () => void }) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onAccept(text.trim());
  };
  return (
    <BarForm onSubmit={submit} onCancel={onBack}>
      <AutoFocusInput label="Why it may be accepted in spite of what the checks found" value={text} onChange={setText} required />
      <Button variant="dawn" size="lg" className="lg:h-9" type="submit" disabled={!text.trim()}>
        Accept with this comment
      </Button>
    </BarForm>
  );
}

/** A high risk is accepted with a second press, which stands beside the reason for the risk. */
export function ConfirmForm({ risk, onAccept, onBack }: { risk: string; onAccept: () => void; onBack: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAccept();
  };
  return (
    <BarForm onSubmit={submit} onCancel={onBack}>
      <p id="confirm-risk" className="max-w-[70ch] min-w-0 text-13">
        {risk}
      </p>
      <Button ref={button} variant="dawn" size="lg" className="lg:h-9" type="submit" aria-describedby="confirm-risk" shortcut="⏎">
        Accept in spite of the risk
      </Button>
    </BarForm>
  );
}

/** Reasons to pick from, by mouse or by their digit; a comment if one likes. */
export function RejectForm({ onReject, onBack }: { onReject: (reasonCode?: string, comment?: string) => void; onBack: () => void }) {
  const [text, setText] = useState("");
  const first = useRef<HTMLButtonElement>(null);
  const comment = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onReject(undefined, text.trim() || undefined);
  };
  return (
    <BarForm
      onSubmit={submit}
      onCancel={onBack}
      onKey={(key, typing) => {
        const reason = typing ? undefined : REJECT_REASONS[Number(key) - 1];
        if (reason) onReject(reason.code, text.trim() || undefined);
        else if (key === "Enter" && !typing) onReject(undefined, text.trim() || undefined);
        else {
          // Who writes the reason at once means the comment: a space in it would else press the reason that has the focus, and the rest be commands.
          if (!typing && [...key].length === 1 && key !== " ") comment.current?.focus();
          return false;
        }
        return true;
      }}
    >
      <fieldset className="flex flex-wrap items-center gap-1.5">
        <legend className="float-left mr-2 text-13 leading-8 font-strong">Why not?</legend>
        {REJECT_REASONS.map((r, i) => (
          <button
            key={r.code}
            ref={i === 0 ? first : undefined}
            type="button"
            data-reason
            onClick={() => onReject(r.code, text.trim() || undefined)}
            className="inline-flex h-8 items-center gap-1.5 rounded-full border border-edge bg-surface px-3 text-13 hover:bg-sunken max-md:h-10"
          >
            {r.label}
            <Kbd>{String(i + 1)}</Kbd>
          </button>
        ))}
      </fieldset>
      <Input
        ref={comment}
        aria-label="Comment (optional)"
        placeholder="Comment (optional)"
        value={text}
        onChange={(e) => setText(e.target.value)}
        className="max-w-80 grow basis-40 max-md:max-w-none max-md:basis-full"
      />
      <Button size="lg" className="lg:h-9" type="submit">
        Reject without a reason
      </Button>
    </BarForm>
  );
}

function BarForm({
  onSubmit,
  onCancel,
  onKey,
  children,
}: {
  onSubmit: (event: FormEvent) => void;
  onCancel: () => void;
  /** True when the key was used. */
  onKey?: (key: string, typing: boolean) => boolean;
  children: ReactNode;
}) {
  return (
    <form
      onSubmit={onSubmit}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") return onCancel();
        const target = event.target as HTMLElement;
        const typing = target.tagName === "INPUT";
        // Enter on a reason's button presses that button; on a chip that only has the first focus it means "no reason".
        if (event.ctrlKey || event.metaKey || event.altKey || (event.key === "Enter" && !target.hasAttribute("data-reason"))) return;
        if (onKey?.(event.key, typing)) event.preventDefault();
      }}
      className="flex flex-wrap items-center gap-2"
    >
      {children}
      <Button variant="quiet" size="lg" className="lg:h-9" onClick={onCancel} shortcut="Esc">
        Back
      </Button>
    </form>
  );
}

function AutoFocusInput({
  label,
  value,
  onChange,
  required,
}: {
  label: string;
  value: string;
  onChange: (v: string) => void;
  required?: boolean;
}) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return (
    <Input
      ref={ref}
      aria-label={label}
      placeholder={label}
      value={value}
      required={required}
      onChange={(e) => onChange(e.target.value)}
      className="h-9 max-w-[640px] grow basis-64"
    />
  );
}

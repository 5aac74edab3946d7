"use client";

import { ChevronDown, ChevronUp, Ellipsis, Keyboard } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { type Choice, type choicesFor, REJECT_REASONS } from "@/components/review/choices";
import { hintOf } from "@/components/review/keys";
import { Button, IconButton } from "@/components/ui/button";
import { DropdownMenu, MenuItem } from "@/components/ui/dropdown-menu";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";

export type BarMode = "idle" | "comment" | "reject";

export type DecisionBarProps = {
  choices: ReturnType<typeof choicesFor>;
  mode: BarMode;
  /** "Change 3 of 12". */
  position: string;
  onAccept: (comment?: string) => void;
  onReject: (reasonCode?: string, comment?: string) => void;
  onEdit: () => void;
  onLater: () => void;
  onClear: () => void;
  onMode: (mode: BarMode) => void;
  onMove: (step: 1 | -1) => void;
  onHelp: () => void;
};

/** The decisions, at the foot of the desk; at 390 px accept, reject and the rest in a menu. */
export function DecisionBar(props: DecisionBarProps) {
  return (
    <section
      data-dock
      data-print="hide"
      aria-label="Decision"
      className="z-20 border-t border-line bg-ground px-4 py-2.5 max-lg:sticky max-lg:bottom-0 max-md:px-3 max-md:pb-[calc(0.625rem+env(safe-area-inset-bottom))]"
    >
      {props.mode === "comment" ? <CommentForm {...props} /> : props.mode === "reject" ? <RejectForm {...props} /> : <Idle {...props} />}
    </section>
  );
}

const why = (choice: Choice) => (choice.allowed ? undefined : choice.why);

function Idle({ choices, position, onAccept, onEdit, onLater, onClear, onMode, onMove, onHelp }: DecisionBarProps) {
  const accept = choices.accept;
  const press = () => (accept.allowed && accept.needsComment ? onMode("comment") : onAccept());
  return (
    <div className="flex items-center gap-2">
      <Button
        variant="dawn"
        size="lg"
        className="max-md:grow lg:h-9"
        disabled={!accept.allowed}
        shortcut={hintOf("accept")}
        onClick={press}
      >
        {accept.allowed && accept.needsComment ? "Accept anyway" : "Accept"}
      </Button>
      <Button
        size="lg"
        className="max-md:grow lg:h-9"
        disabled={!choices.reject.allowed}
        shortcut={hintOf("reject")}
        onClick={() => onMode("reject")}
      >
        Reject
      </Button>
      <div className="flex gap-2 max-md:hidden">
        <Button
          size="lg"
          className="lg:h-9"
          disabled={!choices.edit.allowed}
          title={why(choices.edit)}
          shortcut={hintOf("edit")}
          onClick={onEdit}
        >
          Edit
        </Button>
        <Button variant="quiet" size="lg" className="lg:h-9" disabled={!choices.later.allowed} shortcut={hintOf("later")} onClick={onLater}>
          Later
        </Button>
        <Button
          variant="quiet"
          size="lg"
          className="lg:h-9"
          disabled={!choices.clear.allowed}
          title={why(choices.clear)}
          shortcut={hintOf("clear")}
          onClick={onClear}
        >
          Clear
        </Button>
      </div>
      <div className="md:hidden">
        <DropdownMenu side="top" align="end" trigger={<IconButton label="More decisions" icon={<Ellipsis size={20} aria-hidden />} />}>
          {/* Once the menu is gone: closing it gives the focus back to its button. */}
          <MenuItem disabled={!choices.edit.allowed} onSelect={() => setTimeout(onEdit, 60)}>
            Edit the words
          </MenuItem>
          <MenuItem disabled={!choices.later.allowed} onSelect={onLater}>
            Decide later
          </MenuItem>
          <MenuItem disabled={!choices.clear.allowed} onSelect={onClear}>
            Take the decision back
          </MenuItem>
        </DropdownMenu>
      </div>
      {accept.allowed ? null : <p className="min-w-0 text-13 text-muted max-md:hidden">{accept.why}</p>}
      <div className="ml-auto flex items-center gap-1 text-13 text-muted">
        <span className="tabular mr-1 whitespace-nowrap max-md:sr-only">{position}</span>
        <IconButton
          label={`Previous change (${hintOf("previous")})`}
          icon={<ChevronUp size={18} aria-hidden />}
          onClick={() => onMove(-1)}
        />
        <IconButton label={`Next change (${hintOf("next")})`} icon={<ChevronDown size={18} aria-hidden />} onClick={() => onMove(1)} />
        <IconButton label="Keys" className="max-md:hidden" icon={<Keyboard size={18} aria-hidden />} onClick={onHelp} />
      </div>
    </div>
  );
}

/** A block is accepted only with words that say why. */
function CommentForm({ onAccept, onMode }: DecisionBarProps) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onAccept(text.trim());
  };
  return (
    <BarForm onSubmit={submit} onCancel={() => onMode("idle")}>
      <AutoFocusInput label="Why it may be accepted in spite of what the checks found" value={text} onChange={setText} required />
      <Button variant="dawn" size="lg" className="lg:h-9" type="submit" disabled={!text.trim()}>
        Accept with this comment
      </Button>
    </BarForm>
  );
}

function RejectForm({ onReject, onMode }: DecisionBarProps) {
  const [text, setText] = useState("");
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onReject(undefined, text.trim() || undefined);
  };
  return (
    <BarForm
      onSubmit={submit}
      onCancel={() => onMode("idle")}
      onKey={(key, typing) => {
        const reason = typing ? undefined : REJECT_REASONS[Number(key) - 1];
        if (reason) onReject(reason.code, text.trim() || undefined);
        else if (key === "Enter" && !typing) onReject(undefined, text.trim() || undefined);
        else return false;
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
        aria-label="Comment (optional)"
        placeholder="Comment (optional)"
        value={text}
        onChange={(e) => setText(e.target.value)}
        className="max-w-80 grow basis-40"
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
  useEffect(() => ref.current?.focus(), []);
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

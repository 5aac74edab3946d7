"use client";

import { ChevronDown, ChevronUp, Ellipsis, History, Keyboard, Undo2 } from "lucide-react";
import type { Choice, choicesFor } from "@/components/review/choices";
import { CommentForm, ConfirmForm, RejectForm } from "@/components/review/decision-forms";
import { useKeyHint } from "@/components/review/key-choice";
import { Button, IconButton } from "@/components/ui/button";
import { DropdownMenu } from "@/components/ui/dropdown-menu";
import { MenuItem } from "@/components/ui/menu-items";

export type BarMode = "idle" | "comment" | "confirm" | "reject";

export type DecisionBarProps = {
  choices: ReturnType<typeof choicesFor>;
  mode: BarMode;
  /** "Change 3 of 12". */
  position: string;
  /** Why the risk is what it is; asked once more before a high one is accepted. */
  risk: string;
  onAccept: (comment?: string) => void;
  onConfirm: () => void;
  onReject: (reasonCode?: string, comment?: string) => void;
  onEdit: () => void;
  onLater: () => void;
  onClear: () => void;
  onMode: (mode: BarMode) => void;
  onMove: (step: 1 | -1) => void;
  onHelp: () => void;
  /** Undefined while there is nothing to take back. */
  onUndo: (() => void) | undefined;
  onRecent: () => void;
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
      {props.mode === "comment" ? (
        <CommentForm onAccept={props.onAccept} onBack={() => props.onMode("idle")} />
      ) : props.mode === "confirm" ? (
        <ConfirmForm risk={props.risk} onAccept={props.onConfirm} onBack={() => props.onMode("idle")} />
      ) : props.mode === "reject" ? (
        <RejectForm onReject={props.onReject} onBack={() => props.onMode("idle")} />
      ) : (
        <Idle {...props} />
      )}
    </section>
  );
}

const why = (choice: Choice) => (choice.allowed ? undefined : choice.why);

function Idle({ choices, position, onAccept, onEdit, onLater, onClear, onMode, onMove, onHelp, onUndo, onRecent }: DecisionBarProps) {
  const hintOf = useKeyHint();
  const named = (words: string, hint: string | undefined) => (hint ? `${words} (${hint})` : words);
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
          <MenuItem disabled={!choices.edit.allowed} onSelect={onEdit}>
            Edit the words
          </MenuItem>
          <MenuItem disabled={!choices.later.allowed} onSelect={onLater}>
            Decide later
          </MenuItem>
          <MenuItem disabled={!choices.clear.allowed} onSelect={onClear}>
            Take the decision back
          </MenuItem>
          <MenuItem disabled={!onUndo} onSelect={() => onUndo?.()}>
            Undo the last decision
          </MenuItem>
          <MenuItem onSelect={onRecent}>The last ten decisions</MenuItem>
        </DropdownMenu>
      </div>
      {accept.allowed ? null : <p className="min-w-0 text-13 text-muted max-md:hidden">{accept.why}</p>}
      <div className="ml-auto flex items-center gap-1 text-13 text-muted">
        <span className="tabular mr-1 whitespace-nowrap max-md:sr-only">{position}</span>
        <IconButton
          label={named("Previous change", hintOf("previous"))}
          icon={<ChevronUp size={18} aria-hidden />}
          onClick={() => onMove(-1)}
        />
        <IconButton label={named("Next change", hintOf("next"))} icon={<ChevronDown size={18} aria-hidden />} onClick={() => onMove(1)} />
        <IconButton
          label={named("Undo the last decision", hintOf("undo"))}
          className="max-md:hidden"
          disabled={!onUndo}
          icon={<Undo2 size={18} aria-hidden />}
          onClick={onUndo}
        />
        <IconButton
          label={named("The last ten decisions", hintOf("recent"))}
          className="max-md:hidden"
          icon={<History size={18} aria-hidden />}
          onClick={onRecent}
        />
        <IconButton
          label={named("Keys", hintOf("help"))}
          className="max-md:hidden"
          icon={<Keyboard size={18} aria-hidden />}
          onClick={onHelp}
        />
      </div>
    </div>
  );
}

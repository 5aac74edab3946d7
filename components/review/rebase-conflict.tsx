"use client";

import { type KeyboardEvent, useId, useState } from "react";
import { regionsOf, resultOf, type Side } from "@/components/review/rebase-result";
import { TextView } from "@/components/review/rebase-text";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { count } from "@/components/ui/labels";
import { SegmentedControl } from "@/components/ui/segmented-control";
import type { Change } from "@/lib/domain/views";

type Props = {
  change: Change & { conflict: NonNullable<Change["conflict"]> };
  mayDecide: boolean;
  /** What was typed so far, if anything. */
  draft: string | undefined;
  /** `undefined` ends the draft. */
  onDraft: (text: string | undefined) => void;
  onSave: (text: string) => void;
};

/** A conflict with the head: what was proposed, what stands, and the result, which is chosen place by place or typed. */
export function RebaseConflict({ change, mayDecide, draft, onDraft, onSave }: Props) {
  const { conflict } = change;
  const regions = regionsOf(conflict);
  const places = regions.filter((r) => r.kind === "conflict");
  const [choices, setChoices] = useState<(Side | undefined)[]>([]);
  const id = useId();
  const chosen = resultOf(regions, choices);
  const text = draft ?? chosen;
  const left = places.filter((_, i) => choices[i] === undefined).length;
  // Words typed around the line that stands for an open place do not settle it: that line would become memory.
  const open = draft?.includes(OPEN_PLACE) === true;
  const ready = text !== null && text.trim() !== "" && !open;

  const choose = (i: number, side: Side) => {
    const next = places.map((_, k) => (k === i ? side : choices[k]));
    setChoices(next);
    onDraft(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (ready) onSave(text);
  };

  const settles = conflict.kind !== "removal" && conflict.kind !== "path";
  return (
    <section aria-label="The conflict" className="space-y-3">
      <Alert tone="conflict" title={change.rebased?.note}>
        {WHAT_TO_DO[conflict.kind]}
      </Alert>
      <div className={settles ? "grid gap-3 lg:grid-cols-3" : "grid gap-3 lg:grid-cols-2"}>
        <TextView title="Proposed" text={conflict.proposed} against={conflict.base} none="It removes the memory." />
        <TextView
          title={`What stands in version ${conflict.version}`}
          text={conflict.head}
          against={conflict.base}
          none="The memory was removed."
        />
        {settles ? (
          <div className="flex min-w-0 flex-col rounded border border-conflict-rule">
            <h3 id={`${id}-title`} className="border-b border-line px-3 py-2 text-13">
              The result
            </h3>
            <div className="flex grow flex-col gap-2.5 p-3">
              {places.map((_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: places have no other name, and their order does not change
                <div key={i} className="flex flex-wrap items-center gap-2 text-13">
                  <span className="text-muted">{places.length === 1 ? "Take" : `Place ${i + 1}: take`}</span>
                  <SegmentedControl
                    label={places.length === 1 ? "Take" : `Place ${i + 1} of ${places.length}`}
                    value={draft === undefined ? (choices[i] ?? "none") : "none"}
                    onChange={(side) => (side === "none" ? undefined : choose(i, side))}
                    options={[
                      { value: "proposed", label: "proposed" },
                      { value: "head", label: "standing" },
                      ...(conflict.head !== null && conflict.proposed !== null ? [{ value: "both" as const, label: "both" }] : []),
                    ]}
                  />
                </div>
              ))}
              <Textarea
                aria-labelledby={`${id}-title`}
                aria-describedby={`${id}-left`}
                className="min-h-48 grow font-mono text-13"
                value={text ?? preview(regions, choices)}
                readOnly={!mayDecide}
                onChange={(e) => onDraft(e.target.value)}
                onKeyDown={onKeyDown}
              />
              <p id={`${id}-left`} className="text-13 text-muted">
                {open
                  ? `“${OPEN_PLACE}” still stands in the text: write over it.`
                  : draft !== undefined
                    ? "Your own words."
                    : left > 0
                      ? `${count(left, "place")} to settle: choose a side, or type the text that shall stand.`
                      : "Everything is settled."}
              </p>
              {mayDecide ? (
                <div className="flex flex-wrap gap-2">
                  <Button variant="dawn" shortcut="Ctrl ⏎" disabled={!ready} onClick={() => (ready ? onSave(text) : undefined)}>
                    Save the result
                  </Button>
                  {draft !== undefined ? (
                    <Button variant="quiet" onClick={() => onDraft(undefined)}>
                      Start over
                    </Button>
                  ) : null}
                </div>
              ) : null}
            </div>
          </div>
        ) : null}
      </div>
    </section>
  );
}

const WHAT_TO_DO: Record<NonNullable<Change["conflict"]>["kind"], string> = {
  text: "Choose a side place by place, or type the text that shall stand. Rejecting leaves the memory as it stands.",
  created: "Both made a memory here. Write the one that shall stand; rejecting leaves the memory as it stands.",
  deleted: "Saving a result makes it a memory again; rejecting leaves it removed.",
  removal: "Accepting removes it as it reads now; rejecting keeps it.",
  path: "Only rejecting settles this: two memories cannot have one path.",
};

const OPEN_PLACE = "(a place to settle)";

/** What stands already, with a line where a place is open. */
function preview(regions: ReturnType<typeof regionsOf>, choices: readonly (Side | undefined)[]): string {
  let open = 0;
  return regions
    .map((r) => {
      if (r.kind === "same") return r.text;
      const side = choices[open++];
      return side === undefined ? OPEN_PLACE : resultOf([r], [side]);
    })
    .join("\n");
}

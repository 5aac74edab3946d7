"use client";

import { keyHint, REVIEW_KEYS } from "@/components/review/keys";
import { useSingleKeys } from "@/components/review/use-review-keys";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";

export function KeySheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [on, setOn] = useSingleKeys();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys of the review desk" size="sm">
      <dl className="divide-y divide-line">
        {REVIEW_KEYS.map((k) => (
          <div key={k.action} className="flex h-9 items-center justify-between gap-4 text-13">
            <dt className="font-normal">{k.label}</dt>
            <dd className="flex gap-1">
              {k.keys.map((key) => (
                <Kbd key={key} spoken>
                  {keyHint(key)}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
        <div className="flex h-9 items-center justify-between gap-4 text-13">
          <dt className="font-normal">Open the summary and apply</dt>
          <dd>
            <Kbd spoken>Ctrl ⏎</Kbd>
          </dd>
        </div>
      </dl>
      <Checkbox
        className="mt-4"
        label="Single letters act (turn this off if you use speech input)"
        checked={on}
        onChange={(e) => setOn(e.target.checked)}
      />
    </Dialog>
  );
}

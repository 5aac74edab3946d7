"use client";

import Link from "next/link";
import { useChangeKeys, useChosenKeys, useSingleKeys } from "@/components/review/key-choice";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { useToast } from "@/components/ui/toast";
import { COMMANDS, keysOf, shownKey } from "@/lib/domain/keys";
import { paths } from "@/lib/paths";

const GROUPS = [...new Set(COMMANDS.map((c) => c.group))];

export function KeySheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const on = useSingleKeys();
  const change = useChangeKeys();
  const toast = useToast();
  const chosen = useChosenKeys();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys of the review desk" size="lg">
      <div className="gap-x-8 sm:columns-2">
        {GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="border-b border-line pb-1 text-12 text-muted">{group}</h3>
            <dl className="divide-y divide-line">
              {COMMANDS.filter((c) => c.group === group).map((c) => (
                <div key={c.id} className="flex min-h-8 items-center justify-between gap-4 py-1 text-13">
                  <dt className="font-normal">
                    {c.label}
                    {"note" in c ? <span className="block text-12 text-muted">{c.note}</span> : null}
                  </dt>
                  <dd className="flex shrink-0 gap-1">
                    {keysOf(c.id, chosen).map((key) => (
                      <Kbd key={key} spoken>
                        {shownKey(key)}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Checkbox
        label="Single letters act (turn this off if you use speech input)"
        checked={on}
        onChange={async (e) => {
          const problem = await change({ singles: e.target.checked });
          if (problem) toast({ tone: "problem", title: "Your choice was not kept", description: problem });
        }}
      />
      <p className="mt-1 text-13">
        <Link href={paths.keyboard()} className="rounded-sm underline underline-offset-2">
          Choose other keys
        </Link>
      </p>
    </Dialog>
  );
}

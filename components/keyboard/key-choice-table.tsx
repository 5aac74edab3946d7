"use client";

import { type KeyboardEvent, useState } from "react";
import { useChangeKeys, useChosenKeys, useSingleKeys } from "@/components/review/key-choice";
import { useAnnounce } from "@/components/shell/live-region";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Section } from "@/components/ui/page-header";
import { COMMANDS, type CommandId, chordOf, commandOf, type KeyChange, keyProblem, keysOf, shownKey } from "@/lib/domain/keys";

const GROUPS = [...new Set(COMMANDS.map((c) => c.group))];

/** The commands with their keys; each can be given another, and single letters can be switched off as a whole. */
export function KeyChoice() {
  const chosen = useChosenKeys();
  const singles = useSingleKeys();
  const change = useChangeKeys();
  const [asking, setAsking] = useState<CommandId>();
  const [problem, setProblem] = useState<string>();
  const [notKept, setNotKept] = useState<string>();
  const announce = useAnnounce();
  const changed = Object.keys(chosen).length;

  const ask = (id: CommandId | undefined) => {
    setAsking(id);
    setProblem(undefined);
  };
  const pressed = (id: CommandId, event: KeyboardEvent) => {
    if (event.key === "Tab") return ask(undefined);
    event.preventDefault();
    if (event.key === "Escape") return ask(undefined);
    const chord = chordOf(event);
    if (!chord) return;
    const refused = keyProblem(id, chord, chosen);
    setProblem(refused);
    if (refused) return;
    announce(`${commandOf(id).label}: ${shownKey(chord)}.`);
    setAsking(undefined);
    keep({ command: id, key: chord });
  };
  const keep = async (asked: KeyChange) => setNotKept(await change(asked));

  return (
    <div className="max-w-[640px]">
      <Checkbox
        label="Single letters act"
        aria-describedby="singles-note"
        checked={singles}
        onChange={(e) => keep({ singles: e.target.checked })}
      />
      <p id="singles-note" className="pl-6 text-13 text-muted">
        Turn this off if you use speech input. Keys with Ctrl work all the same, and the palette has every command.
      </p>
      <p role="alert" className="mt-2 text-13 text-removed empty:hidden">
        {notKept ? `Your choice was not kept. ${notKept}` : undefined}
      </p>
      {GROUPS.map((group) => (
        <Section key={group} title={group} id={`keys-${group}`}>
          <ul className="divide-y divide-line border-y border-line text-13">
            {COMMANDS.filter((c) => c.group === group).map((c) => (
              <li key={c.id} className="py-1.5">
                <div className="flex min-h-8 items-center gap-3">
                  <span className="min-w-0 grow">{c.label}</span>
                  <span className="flex gap-1">
                    {keysOf(c.id, chosen).map((k) => (
                      <Kbd key={k} spoken>
                        {shownKey(k)}
                      </Kbd>
                    ))}
                  </span>
                  {chosen[c.id] ? (
                    <Button
                      size="sm"
                      variant="quiet"
                      aria-label={`Use ${shownKey(c.keys[0])} again: ${c.label}`}
                      onClick={() => keep({ command: c.id, key: null })}
                    >
                      {`Use ${shownKey(c.keys[0])}`}
                    </Button>
                  ) : null}
                  <Button
                    size="sm"
                    aria-label={asking === c.id ? `Press a key… for: ${c.label}` : `Change the key: ${c.label}`}
                    aria-pressed={asking === c.id}
                    onClick={() => ask(asking === c.id ? undefined : c.id)}
                    onBlur={() => ask(undefined)}
                    {...(asking === c.id ? { onKeyDown: (e: KeyboardEvent) => pressed(c.id, e) } : {})}
                  >
                    {asking === c.id ? "Press a key…" : "Change"}
                  </Button>
                </div>
                <p role="alert" className="text-removed empty:hidden">
                  {asking === c.id ? problem : undefined}
                </p>
              </li>
            ))}
          </ul>
        </Section>
      ))}
      <div className="mt-4">
        <Button disabled={changed === 0} onClick={() => keep({ reset: true })}>
          Use the keys that came with it
        </Button>
      </div>
    </div>
  );
}

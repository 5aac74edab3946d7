"use client";

import { type KeyboardEvent, useState } from "react";
import { useChosenKeys, useSingleKeys } from "@/components/review/key-choice";
import { COMMANDS, type CommandId, chordOf, commandOf, keyProblem, keysOf, shownKey } from "@/components/review/keys";
import { useAnnounce } from "@/components/shell/live-region";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Section } from "@/components/ui/page-header";

const GROUPS = [...new Set(COMMANDS.map((c) => c.group))];

/** The commands with their keys; each can be given another, and single letters can be switched off as a whole. */
export function KeyChoice() {
  const { chosen, choose, reset } = useChosenKeys();
  const [singles, setSingles] = useSingleKeys();
  const [asking, setAsking] = useState<CommandId>();
  const [problem, setProblem] = useState<string>();
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
    choose(id, commandOf(id).keys.includes(chord) ? undefined : [chord]);
    announce(`${commandOf(id).label}: ${shownKey(chord)}.`);
    setAsking(undefined);
  };

  return (
    <div className="max-w-[640px]">
      <Checkbox
        label="Single letters act"
        aria-describedby="singles-note"
        checked={singles}
        onChange={(e) => setSingles(e.target.checked)}
      />
      <p id="singles-note" className="pl-6 text-13 text-muted">
        Turn this off if you use speech input. Keys with Ctrl work all the same, and the palette has every command.
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
                      onClick={() => choose(c.id, undefined)}
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
        <Button disabled={changed === 0} onClick={reset}>
          Use the keys that came with it
        </Button>
      </div>
    </div>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { Command, defaultFilter } from "cmdk";
import { Bot, FileText, Inbox, Library, type LucideIcon, Moon, ScrollText, Search, Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useDeferredValue, useState } from "react";
import type { PaletteAction } from "@/components/palette/palette-provider";
import { PAGES, THEMES } from "@/components/palette/places";
import { useKeyHint } from "@/components/review/key-choice";
import { Kbd } from "@/components/ui/kbd";
import { count } from "@/components/ui/labels";
import { keepOpenForToasts } from "@/components/ui/toast";
import { useFocusReturn } from "@/components/ui/use-focus-return";
import { paletteAgents, paletteProposals, paletteSessions, paletteStores } from "@/lib/client/palette";
import { QueryProvider } from "@/lib/client/query-client";
import { commandOf } from "@/lib/domain/keys";
import { paths } from "@/lib/paths";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; actions: readonly PaletteAction[] };

/** Scores the words of an entry alone: its value is an id, in which letters would fit by accident. */
const byWords = (_value: string, search: string, words?: string[]) => defaultFilter(words?.join(" ") ?? "", search, []);

/** Goes to any page, store, agent, proposal and session, and does what the open page can do. */
export function CommandPalette(props: Props) {
  return (
    <QueryProvider>
      <Palette {...props} />
    </QueryProvider>
  );
}

function Palette({ open, onOpenChange, actions }: Props) {
  const [typed, setTyped] = useState("");
  const focusReturn = useFocusReturn();
  const close = () => {
    onOpenChange(false);
    setTyped("");
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...focusReturn}
          onInteractOutside={keepOpenForToasts}
          aria-describedby={undefined}
          className="arrive fixed inset-x-2 top-2 z-50 mx-auto max-w-[620px] overflow-hidden rounded bg-surface shadow-float forced-colors:border outline-none sm:inset-x-4 sm:top-[12dvh]"
        >
          <Radix.Title className="sr-only">Go anywhere, do anything</Radix.Title>
          <Command label="Commands" filter={byWords} loop>
            <div className="flex items-center gap-2 border-b border-line px-4">
              <Search size={16} aria-hidden className="shrink-0 text-muted" />
              <Command.Input
                value={typed}
                onValueChange={setTyped}
                placeholder="Where to, or what?"
                className="h-12 w-full bg-transparent text-16 outline-none placeholder:text-faint sm:text-14"
              />
            </div>
            <Command.List label="Entries" className="max-h-[min(60dvh,440px)] overflow-y-auto p-2">
              <Entries typed={typed} actions={actions} close={close} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entries({ typed, actions, close }: { typed: string; actions: Props["actions"]; close: () => void }) {
  const router = useRouter();
  const hintOf = useKeyHint();
  const { setTheme } = useTheme();
  const q = useDeferredValue(typed.trim());
  const stores = useQuery(paletteStores).data ?? [];
  const agents = useQuery(paletteAgents).data ?? [];
  const proposals = useQuery(paletteProposals).data ?? [];
  const sessions = useQuery({ ...paletteSessions(q), placeholderData: (last) => last }).data ?? [];
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  // Once the palette is gone: closing it gives the focus back first.
  const run = (what: () => void) => () => {
    close();
    setTimeout(what, 60);
  };
  return (
    <>
      {actions.length > 0 ? (
        <Group heading="This change and its proposal">
          {actions.map(({ command, run: act }) => (
            <Entry key={command} id={command} icon={Zap} words={commandOf(command).label} hint={hintOf(command)} onSelect={run(act)} />
          ))}
        </Group>
      ) : null}
      <Group heading="Pages">
        {PAGES.map((p) => (
          <Entry key={p.href} id={p.href} icon={p.icon} words={p.label} onSelect={go(p.href)} />
        ))}
      </Group>
      {proposals.length > 0 ? (
        <Group heading="Proposals that wait">
          {proposals.map((p) => (
            <Entry
              key={p.id}
              id={p.id}
              icon={Inbox}
              words={`${p.store_name ?? "Store"}: ${p.summary}`}
              aside={count(p.counts.undecided, "change")}
              onSelect={go(paths.proposal(p.id))}
            />
          ))}
        </Group>
      ) : null}
      {stores.length > 0 ? (
        <Group heading="Stores">
          {stores.map((s) => (
            <Entry key={s.id} id={s.id} icon={Library} words={s.name} onSelect={go(paths.store(s.id))} />
          ))}
        </Group>
      ) : null}
      {agents.length > 0 ? (
        <Group heading="Agents">
          {agents.map((a) => (
            <Entry key={a.id} id={a.id} icon={Bot} words={a.name} onSelect={go(paths.agent(a.id))} />
          ))}
        </Group>
      ) : null}
      <Group heading={q ? "Sessions with these words" : "Newest sessions"} kept>
        {sessions.map((t) => (
          <Entry
            key={t.id}
            id={t.id}
            icon={ScrollText}
            words={t.title ?? t.external_id}
            aside={t.agent_name}
            kept
            onSelect={go(paths.transcript(t.id))}
          />
        ))}
        {q ? (
          <Entry id="search" icon={FileText} words={`Search memories and sessions for “${q}”`} kept onSelect={go(paths.search({ q }))} />
        ) : null}
      </Group>
      <Group heading="Theme">
        {THEMES.map((t) => (
          <Entry key={t.value} id={`theme-${t.value}`} icon={Moon} words={t.label} onSelect={run(() => setTheme(t.value))} />
        ))}
      </Group>
    </>
  );
}

function Group({ heading, kept, children }: { heading: string; kept?: boolean; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      {...(kept ? { forceMount: true } : {})}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

type EntryProps = {
  id: string;
  icon: LucideIcon;
  words: string;
  aside?: string | undefined;
  hint?: string | undefined;
  /** Found by the server: shown whatever the words say. */
  kept?: boolean;
  onSelect: () => void;
};

function Entry({ id, icon: Icon, words, aside, hint, kept, onSelect }: EntryProps) {
  return (
    <Command.Item
      value={id}
      keywords={[words]}
      {...(kept ? { forceMount: true } : {})}
      onSelect={onSelect}
      className="flex min-h-9 cursor-default items-center gap-3 rounded px-2 text-13 data-[selected=true]:bg-sunken max-md:min-h-11 forced-colors:data-[selected=true]:outline-2"
    >
      <Icon size={16} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0 grow truncate">{words}</span>
      {aside ? <span className="shrink-0 text-12 text-muted">{aside}</span> : null}
      {hint ? <Kbd>{hint}</Kbd> : null}
    </Command.Item>
  );
}
